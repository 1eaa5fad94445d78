const STRIP = 0.06; // Of the height, for the regimes.
const GAP = 0.035;
const COLORS = 8;
const HALF = 0.5;

const chart = document.getElementById("chart-timeline");
const number = (panel) => (panel === 0 ? "" : String(panel + 1));
const strip = facts.detectors.length;

// From the top down; the strip of regimes is the last.
function domain(panel) {
  const height = (1 - STRIP) / strip;
  const top = 1 - panel * height;
  return panel === strip ? [0, STRIP] : [top - height + GAP, top];
}

function scores(detector, panel) {
  return {
    name: detector.name, x: facts.x, y: detector.score, yaxis: `y${number(panel)}`, mode: "lines", connectgaps: false, showlegend: false,
    line: { color: style("--b0"), width: 1.2 }, hovertemplate: `%{x}<br>${detector.name} %{y:.3g} x limit<extra></extra>`,
  };
}

function peaks(detector, panel) {
  const of = (name) => detector.episodes.map((episode) => episode[name]);
  return {
    name: `${detector.name} episodes`, x: of("peak"), y: of("score"), yaxis: `y${number(panel)}`, mode: "markers", showlegend: false,
    text: detector.episodes.map((episode) => `${escaped(episode.column)} ${escaped(episode.text)}`), hovertemplate: "%{text}<extra></extra>",
    marker: { color: style("--b1"), size: 7, line: { color: style("--page"), width: 1 } },
  };
}

function regimes() {
  const { count, labels } = facts.regimes;
  const colors = Array.from({ length: count }, (_, state) => style(`--b${state % COLORS}`));
  const scale = colors.flatMap((color, state) => [[state / count, color], [(state + 1) / count, color]]);
  return {
    type: "heatmap", x: facts.x, y: [0], z: [labels], yaxis: `y${number(strip)}`, colorscale: scale, showscale: false,
    zmin: -HALF, zmax: count - HALF, hoverongaps: false, hovertemplate: "%{x}<br>regime %{z}<extra></extra>",
  };
}

function shapes() {
  const panels = facts.detectors.flatMap(({ episodes }, panel) => [
    { type: "line", xref: "paper", x0: 0, x1: 1, yref: `y${number(panel)}`, y0: 1, y1: 1, line: { color: style("--b1"), width: 1, dash: "dash" } },
    ...episodes.map(({ start, end }) => ({
      type: "rect", xref: "x", x0: start, x1: end, yref: `y${number(panel)} domain`, y0: 0, y1: 1, layer: "below",
      fillcolor: style("--b1"), opacity: 0.2, line: { color: style("--b1"), width: 1 },
    })),
  ]);
  const [x0, x1] = facts.training;
  return [{ type: "rect", xref: "x", x0, x1, yref: "paper", y0: STRIP + GAP, y1: 1, layer: "below", fillcolor: style("--best"), line: { width: 0 } }, ...panels];
}

function draw(printing = false) {
  const axes = facts.detectors.map(({ name, is_log }, panel) => [
    `yaxis${number(panel)}`,
    { ...axis(is_log ? "log" : "linear"), domain: domain(panel), title: { text: name }, ...(is_log ? { dtick: 1 } : { rangemode: "tozero" }) },
  ]);
  const layout = {
    ...frame(printing),
    hovermode: "closest",
    margin: { l: 62, r: 14, t: 14, b: 40 },
    shapes: shapes(),
    xaxis: { ...axis(facts.dated ? "date" : "linear"), title: { text: facts.dated ? "" : "row" }, anchor: `y${number(strip)}`, range: [facts.x[0], facts.x.at(-1)] },
    ...Object.fromEntries(axes),
    [`yaxis${number(strip)}`]: { domain: domain(strip), fixedrange: true, showticklabels: false, title: { text: narrow.matches ? "" : "regime" } },
  };
  const traces = facts.detectors.flatMap((detector, panel) => [scores(detector, panel), peaks(detector, panel)]);
  Plotly.react(chart, [...traces, regimes()], layout, settings(printing));
}

function redraw() {
  Plotly.purge(chart);
  chart.replaceChildren();
  draw();
}

onAppearance(redraw, () => draw(true));
redraw();
