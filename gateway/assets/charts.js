// Charts from a table beside them: the table is the accessible alternative and the only source of the figures.
import { init, use } from "echarts/core";
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, FunnelChart, PieChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer]);

/** The colour a token has now, in the page's scheme. */
function token(holder, name) {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  holder.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function palette(holder) {
  const names = { text: "text", muted: "text-2", line: "line", raised: "raised", accent: "accent", soft: "accent-line", teal: "teal", amber: "amber", purple: "purple", surface: "surface" };
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, token(holder, name)]));
}

function read(table) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map((row) => ({
    label: row.cells[0].textContent.trim(),
    values: [...row.cells].slice(1).map((cell) => Number(cell.dataset.value)),
    shown: [...row.cells].slice(1).map((cell) => cell.textContent.trim()),
  }));
  return { names, rows };
}

const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });

const text = (colours) => ({ fontFamily: "Inter Variable, Inter, sans-serif", fontSize: 12, color: colours.muted });

function tooltip(colours, { rows }) {
  const shown = (series, at) => rows[at]?.shown[series] ?? "";
  return {
    backgroundColor: colours.raised, borderColor: colours.line, textStyle: { ...text(colours), color: colours.text },
    valueFormatter: undefined,
    formatter: (hit) => {
      const hits = Array.isArray(hit) ? hit : [hit];
      const lines = hits.map((one) => `${one.marker}${escape(one.seriesName)} <b>${escape(shown(one.seriesIndex, one.dataIndex))}</b>`);
      return [escape(hits[0].name), ...lines].join("<br>");
    },
  };
}

const escape = (words) => String(words).replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

function bars(data, colours) {
  const paints = [colours.accent, colours.soft, colours.teal];
  return {
    grid: { left: 8, right: 8, top: data.names.length > 1 ? 34 : 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: data.names.length > 1 ? { top: 0, left: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: text(colours) } : undefined,
    tooltip: { trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { opacity: 0.08 } }, ...tooltip(colours, data) },
    xAxis: { type: "category", data: data.rows.map((row) => row.label), axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } }, axisLabel: text(colours) },
    yAxis: { type: "value", splitLine: { lineStyle: { color: colours.line } }, axisLabel: { ...text(colours), formatter: (n) => short.format(n) } },
    series: data.names.map((name, at) => ({ type: "bar", name, barMaxWidth: 26, barGap: "15%", itemStyle: { color: paints[at], borderRadius: [4, 4, 0, 0] }, data: data.rows.map((row) => row.values[at]) })),
  };
}

function flat(data, colours) {
  const rows = [...data.rows].reverse();
  return {
    grid: { left: 8, right: 64, top: 4, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: { trigger: "item", ...tooltip(colours, { rows }) },
    xAxis: { type: "value", show: false },
    yAxis: { type: "category", data: rows.map((row) => row.label), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { ...text(colours), width: 120, overflow: "truncate" } },
    series: [{
      type: "bar", name: data.names[0], barMaxWidth: 22, showBackground: true, backgroundStyle: { color: colours.line, opacity: 0.35, borderRadius: 5 },
      itemStyle: { color: colours.accent, borderRadius: 5 }, data: rows.map((row) => row.values[0]),
      label: { show: true, position: "right", ...text(colours), color: colours.text, formatter: (hit) => rows[hit.dataIndex].shown[0] },
    }],
  };
}

const SHAPES = { bars, flat };

/** Draw `<div data-chart="bars" data-table="id">`; again when the scheme or the size changes. */
export function draw(holder) {
  const table = document.getElementById(holder.dataset.table);
  const chart = init(holder, null, { renderer: "svg" });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const paint = () => {
    const data = read(table);
    chart.setOption({ animation: !still, animationDuration: 350, aria: { enabled: false }, ...SHAPES[holder.dataset.chart](data, palette(holder)) }, true);
  };
  paint();
  new ResizeObserver(() => chart.resize()).observe(holder);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
