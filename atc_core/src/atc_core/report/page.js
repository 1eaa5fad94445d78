// Same order as the marks in the tables.
const SYMBOLS = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "x", "star"];
const COLOURS = 8;
const RATIO_SHOWN = 3;

const kernels = new Map(facts.kernels.map((kernel) => [kernel.name, kernel]));
const tabs = [...document.querySelectorAll('[role="tab"]')];
const panels = [...document.querySelectorAll('[role="tabpanel"]')];

const unit = () => document.querySelector('input[name="unit"]:checked').value;

// What the vertical axis shows of `seconds` at `n` bars, where the fastest needs `fastest`.
const UNITS = {
  call: (seconds) => seconds,
  bar: (seconds, n) => seconds / n,
  ratio: (seconds, n, fastest) => seconds / fastest,
};

// A curve goes through its measured points, so pointing at either says "measured" there.
function hover({ n, seconds, fastest, spread }, what) {
  const ratio = fastest ? `${digits(seconds / fastest)}× the fastest` : "";
  const source = spread === undefined ? what : `measured ± ${(100 * spread).toPrecision(2)} %`;
  return [source, bars(n), `${digits(seconds * 1e6)} µs`, `${digits((seconds * 1e9) / n)} ns per bar`, ratio];
}

function traceOf(name, what, points, more) {
  const scale = UNITS[unit()];
  return {
    name,
    legendgroup: name,
    x: points.map((point) => point.n),
    y: points.map((point) => scale(point.seconds, point.n, point.fastest)),
    customdata: points.map((point) => hover(point, what)),
    hovertemplate:
      `<b>${name}</b>, %{customdata[0]}<br>%{customdata[1]} bars: %{customdata[2]}` +
      "<br>%{customdata[3]}<br>%{customdata[4]}<extra></extra>",
    ...more,
  };
}

function tracesOf(kernel, name, position) {
  const backend = kernel.backends[name];
  const color = style(`--b${position % COLOURS}`);
  const inRace = backend.in_race;
  const visible = inRace ? true : "legendonly";
  const spreads = new Map(backend.sizes.map((n, i) => [n, backend.spread[i]]));
  const all = kernel.grid.map((n, i) => ({ n, seconds: backend.curve[i], fastest: kernel.fastest[i], spread: spreads.get(n) }));
  const [first, last] = [backend.sizes[0], backend.sizes.at(-1)];
  const within = all.filter(({ n }) => n >= first && n <= last);
  const beyond = [all.filter(({ n }) => n <= first), all.filter(({ n }) => n >= last)].filter((piece) => piece.length > 1);
  const points = all.filter(({ spread }) => spread !== undefined);
  const scale = UNITS[unit()];
  const errors = points.map(({ seconds, n, fastest, spread }) => spread * scale(seconds, n, fastest));
  const line = { color, width: 2 };
  const dotted = { color, width: 1.5, dash: "dot" };
  return [
    traceOf(name, "model", within, { mode: "lines", line, showlegend: false, visible }),
    ...beyond.map((piece) =>
      traceOf(name, "model beyond what was measured", piece, { mode: "lines", line: dotted, showlegend: false, visible }),
    ),
    traceOf(name, "measured", points, {
      name: inRace ? name : `${name} (${backend.state})`, mode: "markers", visible,
      marker: { color, symbol: SYMBOLS[position % SYMBOLS.length], size: 9 },
      error_y: { type: "data", array: errors, color, thickness: 1.5, width: 4 },
    }),
  ];
}

function tieBand(kernel) {
  const scale = UNITS[unit()];
  const known = kernel.grid
    .map((n, i) => ({ n, seconds: kernel.chosen[i], fastest: kernel.fastest[i] }))
    .filter(({ seconds }) => seconds !== null);
  const edge = (factor) => known.map(({ n, seconds, fastest }) => scale(seconds * factor, n, fastest));
  const color = style("--band");
  return {
    name: `chosen ± ${100 * facts.tie_band} % (tie)`,
    x: [...known, ...known.toReversed()].map(({ n }) => n),
    y: [...edge(1 / (1 - facts.tie_band)), ...edge(1 - facts.tie_band).reverse()],
    fill: "toself", fillcolor: color, mode: "lines", hoverinfo: "skip",
    line: { color, width: unit() === "ratio" ? 0 : 7 },
  };
}

function thresholds(kernel) {
  const line = { color: style("--quiet"), width: 1.5, dash: "dash" };
  return kernel.edges.map((n) => ({ type: "line", x0: n, x1: n, y0: 0, y1: 1, yref: "paper", line }));
}

// The winner's name beside its threshold; names of neighbours stand at different heights.
function winners(kernel) {
  const middle = Math.sqrt(kernel.grid[0] * kernel.grid.at(-1));
  return kernel.edges.map((n, i) => ({
    text: `${kernel.names[i + 1]} from ${bars(n)}`, x: Math.log10(n), y: 1 - 0.07 * (i % 8), yref: "paper",
    xanchor: n < middle ? "left" : "right", yanchor: "top", showarrow: false, borderpad: 3, bgcolor: style("--page"), font: { size: 12 },
  }));
}

function vertical() {
  if (unit() === "ratio") {
    const tickvals = [1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 100, 1000];
    const range = [Math.log10(0.95), Math.log10(RATIO_SHOWN)];
    return { ...axis("log"), title: { text: "times the fastest" }, tickvals, ticktext: tickvals.map((value) => `${value}×`), range };
  }
  const text = unit() === "bar" ? "time per bar" : "time per call";
  return { ...axis("log"), title: { text }, dtick: 1, exponentformat: "SI", ticksuffix: "s", minexponent: 0 };
}

function layoutOf(kernel, printing) {
  return {
    ...frame(printing),
    hovermode: "closest",
    legend: { orientation: "h", x: 0, y: -0.16, yanchor: "top" },
    xaxis: {
      ...axis("log"), title: { text: "bars", standoff: 6 }, dtick: 1, tickformat: ",",
      range: [Math.log10(kernel.grid[0]) - 0.08, Math.log10(kernel.grid.at(-1)) + 0.12],
    },
    yaxis: vertical(),
    shapes: thresholds(kernel),
    annotations: winners(kernel),
  };
}

const drawn = new Set();

function draw(name, printing = false) {
  const kernel = kernels.get(name);
  const chart = document.getElementById(`chart-${name}`);
  const measured = facts.names.filter((backend) => kernel.backends[backend]?.curve.length);
  if (!measured.length) return;
  if (!drawn.has(name)) chart.replaceChildren();
  drawn.add(name);
  const traces = measured.flatMap((backend) => tracesOf(kernel, backend, facts.names.indexOf(backend)));
  Plotly.react(chart, [tieBand(kernel), ...traces], layoutOf(kernel, printing), settings(printing));
}

const current = () => tabs.find((tab) => tab.getAttribute("aria-selected") === "true").dataset.kernel;

function redraw() {
  drawn.clear();
  for (const chart of document.querySelectorAll(".chart.js-plotly-plot")) Plotly.purge(chart);
  draw(current());
}

function select(name, focus = false) {
  for (const tab of tabs) {
    const isThis = tab.dataset.kernel === name;
    tab.setAttribute("aria-selected", isThis);
    tab.tabIndex = isThis ? 0 : -1;
    if (isThis && focus) tab.focus();
    if (isThis) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.clientWidth / 2 + tab.offsetWidth / 2;
  }
  for (const panel of panels) panel.hidden = panel.id !== `panel-${name}`;
  draw(name);
}

function choose(name, focus) {
  history.replaceState(null, "", `#${name}`);
  select(name, focus);
}

function onKey(event) {
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const at = tabs.indexOf(event.currentTarget);
  const ends = { Home: 0, End: tabs.length - 1 };
  const to = event.key in ends ? ends[event.key] : event.key in steps ? (at + steps[event.key] + tabs.length) % tabs.length : -1;
  if (to < 0) return;
  event.preventDefault();
  choose(tabs[to].dataset.kernel, true);
}

function fromAddress() {
  const name = decodeURIComponent(location.hash.slice(1));
  return kernels.has(name) ? name : tabs[0].dataset.kernel;
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab.dataset.kernel));
  tab.addEventListener("keydown", onKey);
}
for (const input of document.querySelectorAll('input[name="unit"]')) input.addEventListener("change", redraw);
for (const link of document.querySelectorAll("a[data-kernel]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(link.dataset.kernel);
    document.getElementById("kernels").scrollIntoView();
  });
}
addEventListener("hashchange", () => select(fromAddress()));
onAppearance(redraw, () => {
  for (const name of kernels.keys()) draw(name, true);
});
select(fromAddress());
