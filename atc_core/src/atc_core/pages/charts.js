"use strict";

const PRINT_WIDTH = 680;

const facts = JSON.parse(document.getElementById("facts").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 860px)");
const coarse = matchMedia("(pointer: coarse)");

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const digits = (value) => (value >= 1000 ? Math.round(value).toLocaleString("en").replaceAll(",", "\u202f") : value.toPrecision(3));
const bars = (n) => n.toLocaleString("en").replaceAll(",", "\u202f");

// Plotly reads labels as HTML.
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function axis(type) {
  const line = style("--line");
  return { type, gridcolor: style("--grid"), linecolor: line, tickcolor: line, ticks: "outside", automargin: true };
}

// What every chart looks like, in the colours of the moment.
function frame(printing) {
  const ink = style("--ink");
  return {
    paper_bgcolor: style("--page"), plot_bgcolor: style("--page"),
    font: { family: "system-ui, -apple-system, 'Segoe UI', sans-serif", color: ink, size: 13 },
    margin: { l: 58, r: 14, t: 14, b: 48 },
    separators: ".\u202f",
    hoverlabel: { bgcolor: style("--card"), bordercolor: style("--line"), font: { color: ink } },
    dragmode: coarse.matches ? false : "zoom",
    ...(printing ? { width: PRINT_WIDTH } : {}),
  };
}

const settings = (printing) => ({ responsive: !printing, displayModeBar: false, showTips: false });

// Draw anew when the scheme or the width changes, and everything, for paper, before printing.
function onAppearance(redraw, drawForPaper) {
  const printing = document.documentElement.classList;
  // Paper is narrow too: printing must not undo its own drawing.
  const unlessPrinting = () => printing.contains("printing") || redraw();
  dark.addEventListener("change", unlessPrinting);
  narrow.addEventListener("change", unlessPrinting);
  addEventListener("beforeprint", () => {
    printing.add("printing");
    drawForPaper();
  });
  addEventListener("afterprint", () => {
    printing.remove("printing");
    redraw();
  });
}

