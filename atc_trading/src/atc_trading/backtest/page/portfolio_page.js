const COLORS = 8;

// What is long is stacked above 0, what is short below.
function side(asset, which, index) {
  const isInMoney = chosen("unit") === "value";
  const y = isInMoney ? asset[which].map((weight, i) => (weight === null ? null : weight * facts.series.equity[i])) : asset[which];
  const color = style(asset.is_rest ? "--b6" : `--b${index % COLORS}`);
  return {
    name: escaped(asset.name), legendgroup: String(index), x: facts.x, y, stackgroup: which, mode: "lines",
    showlegend: which === "long" || asset.long === null, line: { color, width: 1 },
    hovertemplate: isInMoney ? "%{y:,.6~r}" : "%{y:.1%}",
  };
}

function positions(printing) {
  const traces = facts.assets.flatMap((asset, index) => ["long", "short"].filter((which) => asset[which]).map((which) => side(asset, which, index)));
  const layout = {
    ...underLegend(printing),
    hovermode: "x unified",
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", traceorder: "normal" },
    xaxis: time(),
    yaxis: { ...axis("linear"), tickformat: chosen("unit") === "value" ? "" : ".0%", title: { text: chosen("unit") === "value" ? "value" : "of equity" } },
  };
  Plotly.react(chart("positions"), traces, layout, settings(printing));
}

function costs(printing) {
  const paid = (name, label, color) => line(name, label, color, { yaxis: "y2", hovertemplate: "%{y:,.2f}" });
  const traces = [
    // A line from 0 to its value and back: bars that are narrower than a pixel vanish.
    { ...line("turnover", "turnover", "--b0", { hovertemplate: "%{y:.1%}" }), fill: "tozeroy", line: { color: style("--b0"), width: 1, shape: "hvh" } },
    paid("commission", "commission so far", "--b1"),
    ...(facts.series.financing ? [paid("financing", "financing so far", "--b4")] : []),
  ];
  const layout = {
    ...twoPanels(printing),
    yaxis: { ...axis("linear"), domain: UPPER, rangemode: "tozero", tickformat: ".0%", title: { text: "traded, of equity" } },
    yaxis2: { ...axis("linear"), domain: LOWER, title: { text: "paid so far" } },
  };
  Plotly.react(chart("costs"), traces, layout, settings(printing));
}

drawAll({ equity, positions, costs }, ["equity", "positions", "costs"], ["scale", "unit"]);
