// What the charts of an account over time share: axes, the curves of equity, and the stretch that they show.
const chart = (name) => document.getElementById(`chart-${name}`);
const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`).value;
const ends = facts.x.length > 1 ? { range: [facts.x[0], facts.x.at(-1)] } : {};
const time = () => ({ ...axis(facts.dated ? "date" : "linear"), title: { text: facts.dated ? "" : "bar" }, ...ends });

// A legend above that takes more lines where the screen is narrow.
const underLegend = (printing) => ({
  ...frame(printing),
  legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
  margin: { l: 58, r: 14, t: narrow.matches ? 90 : 40, b: 36 },
});

// One axis of time below two panels.
const UPPER = [0.36, 1];
const LOWER = [0, 0.3];
const twoPanels = (printing) => ({
  ...underLegend(printing), hovermode: "x unified", hoversubplots: "axis", xaxis: { ...time(), anchor: "y2" },
});

function line(name, label, color, more = {}) {
  return { name: label, x: facts.x, y: facts.series[name], mode: "lines", line: { color: style(color), width: 1.5 }, connectgaps: false, ...more };
}

function equity(printing) {
  const lower = { yaxis: "y2", hovertemplate: "%{y:.1%}" };
  const upper = { hovertemplate: "%{y:,.2f}" };
  const traces = [
    line("equity", "strategy", "--b0", upper),
    line("held", facts.held, "--b6", upper),
    line("drawdown", "drawdown", "--b0", { ...lower, fill: "tozeroy", showlegend: false }),
    line("held_drawdown", `drawdown of ${facts.held}`, "--b6", { ...lower, showlegend: false }),
  ];
  const layout = {
    ...twoPanels(printing),
    yaxis: { ...axis(chosen("scale")), domain: UPPER, title: { text: "worth" } },
    yaxis2: { ...axis("linear"), domain: LOWER, autorange: "reversed", tickformat: ".0%", title: { text: "below the highest" } },
  };
  Plotly.react(chart("equity"), traces, layout, settings(printing));
}

// All charts of bars show the same stretch of time; what one was told is not told back.
let isFollowing = false;

function follow(names) {
  for (const name of names) {
    const others = names.filter((other) => other !== name);
    chart(name).on("plotly_relayout", async (change) => {
      const range = change["xaxis.autorange"] ? null : change["xaxis.range"] ?? [change["xaxis.range[0]"], change["xaxis.range[1]"]];
      if (isFollowing || (range && range[0] === undefined)) return;
      isFollowing = true;
      await Promise.all(others.map((other) => Plotly.relayout(chart(other), range ? { "xaxis.range": range } : { "xaxis.autorange": true })));
      isFollowing = false;
    });
  }
}

// Draw charts by name, of which those of bars move together, and again where appearance or a choice of a group changes.
function drawAll(charts, timed, choices) {
  const draw = (printing = false) => {
    for (const each of Object.values(charts)) each(printing);
  };
  const redraw = () => {
    for (const name of Object.keys(charts)) {
      Plotly.purge(chart(name));
      chart(name).replaceChildren();
    }
    draw();
    follow(timed);
  };
  for (const choice of choices) {
    for (const input of document.querySelectorAll(`input[name="${choice}"]`)) input.addEventListener("change", redraw);
  }
  onAppearance(redraw, () => draw(true));
  redraw();
}

