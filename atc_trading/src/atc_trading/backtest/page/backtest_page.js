const LONG = { symbol: "triangle-up", color: "--b2" };
const SHORT = { symbol: "triangle-down", color: "--b1" };
// Most trades close where the next one opens: the cross lies below the triangle, and is larger.
const CLOSED = { symbol: "x-thin-open", color: "--ink", size: 14 };
const HALF = 0.5;

function marks(label, points, { symbol, color, size = 9 }) {
  return {
    name: label, mode: "markers", x: points.map(([x]) => x), y: points.map(([, y]) => y), text: points.map(([, , text]) => text),
    hovertemplate: "%{text}<br>%{x}<extra></extra>",
    marker: { symbol, color: style(color), size, line: { color: symbol.endsWith("open") ? style(color) : style("--page"), width: 1 } },
  };
}

function price(printing) {
  const opened = facts.open ? [...facts.trades, facts.open] : facts.trades;
  const entries = (side) => opened.filter((trade) => trade.side === side).map((trade) => trade.entry);
  const plain = { hovertemplate: "%{y:,.6~g}" };
  const averages = [["fast", "--b4"], ["slow", "--b3"]].filter(([name]) => facts.series[name]);
  const traces = [
    line("close", "close", "--b6", plain),
    ...averages.map(([name, color], i) => line(name, `average of ${facts.lengths[i]}`, color, { ...plain, hoverinfo: "skip", hovertemplate: undefined })),
    marks("closed", facts.trades.map((trade) => trade.exit), CLOSED),
    marks("long", entries("long"), LONG),
    marks("short", entries("short"), SHORT),
  ].filter((trace) => trace.x.length);
  const layout = {
    ...underLegend(printing),
    hovermode: "closest",
    xaxis: time(),
    yaxis: { ...axis(chosen("scale")), title: { text: "price" } },
  };
  Plotly.react(chart("price"), traces, layout, settings(printing));
}

function ring(label, [fast, slow], symbol) {
  return {
    name: `${label}: ${fast} / ${slow}`, mode: "markers", x: [String(slow)], y: [String(fast)], hoverinfo: "skip", showlegend: true,
    marker: { symbol, size: 15, color: style("--ink"), line: { color: style("--page"), width: 1.5 } },
  };
}

// The lighter, the better.
function grid(printing) {
  const metric = facts.grid.metrics[chosen("metric")];
  const names = (lengths) => lengths.map(String);
  const heat = {
    type: "heatmap", x: names(facts.grid.slow), y: names(facts.grid.fast), z: metric.values, customdata: metric.texts,
    hovertemplate: `fast %{y}, slow %{x}<br>${metric.name}: %{customdata}<extra></extra>`,
    colorscale: "Cividis", hoverongaps: false, reversescale: metric.less_is_better, colorbar: { title: { text: narrow.matches ? "" : metric.name, side: "right" }, thickness: 14 },
  };
  const own = facts.lengths[0] === null ? [] : [ring("this page", facts.lengths, "circle-open-dot")];
  const isIn = facts.grid.fast.includes(facts.lengths[0]) && facts.grid.slow.includes(facts.lengths[1]);
  const traces = [heat, ring("best", metric.best, "star"), ring("plateau", metric.plateau, "diamond"), ...(isIn ? own : [])];
  const category = { ...axis("category"), showgrid: false };
  const layout = {
    ...frame(printing),
    hovermode: "closest",
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
    margin: { l: 58, r: 14, t: 40, b: 48 },
    xaxis: { ...category, title: { text: "slow length" }, range: [-HALF, facts.grid.slow.length - HALF] },
    yaxis: { ...category, title: { text: "fast length" }, range: [-HALF, facts.grid.fast.length - HALF] },
  };
  Plotly.react(chart("grid"), traces, layout, settings(printing));
}

function chooseMetric() {
  for (const panel of document.querySelectorAll(".metric")) panel.hidden = panel.id !== `metric-${chosen("metric")}`;
  grid(false);
}

for (const input of document.querySelectorAll('input[name="metric"]')) input.addEventListener("change", chooseMetric);
drawAll({ equity, price, ...(chart("grid") ? { grid } : {}) }, ["equity", "price"], ["scale"]);
