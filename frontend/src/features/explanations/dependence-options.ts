import { axisStyle, pointTooltip } from "@/lib/band-chart";
import type { ChartOptions } from "@/lib/echarts";
import { formatInteger, formatShare } from "@/lib/format";
import type { PartialDependence } from "./api";
import { texts } from "./texts";

type Points = PartialDependence["points"];
type Column = (number | null)[];

const BAR_WIDTH = "45%";

/** A column of the chart that is drawn only where there are people, or only where there are not. */
function where(points: Points, isKnown: boolean, figure: (point: Points[number]) => number): Column {
  return points.map((point) => (point.is_known === isKnown ? figure(point) : null));
}

/** The end of the axis: the highest upper end of the band, rounded up to a tenth. */
function axisEnd(points: Points): number {
  const highest = Math.max(...points.map((point) => point.upper), 0);
  return Math.min(1, Math.ceil(highest * 10 + 0.001) / 10);
}

function tooltip(point: Points[number] | undefined): string {
  if (!point) return "";
  const interval = `${formatShare(point.lower)} – ${formatShare(point.upper)}`;
  const counted = point.count === null ? texts.hiddenCount : formatInteger(point.count);
  const people = point.is_known ? `${texts.people}: ${counted}` : texts.fewPeople;
  const value = document.createElement("span");
  value.textContent = point.text;
  return `${value.innerHTML}<br/><b>${formatShare(point.probability)}</b> (${interval})<br/>${people}`;
}

/**
 * The mean forecast as a line over its band where five people or more have the value; elsewhere as hollow marks
 * without line and band. Levels without an order are marks as well. Bars count people.
 */
export function dependenceOptions(dependence: PartialDependence, colours: Record<string, string>): ChartOptions {
  const { points } = dependence;
  const dimmed = colours.dimmed ?? "";
  return {
    grid: { left: 48, right: 48, top: 16, bottom: 56 },
    tooltip: pointTooltip(colours, (index) => tooltip(points[index])),
    xAxis: {
      type: "category",
      data: points.map((point) => point.text),
      ...axisStyle(colours),
      axisLabel: { color: dimmed, hideOverlap: true, width: 90, overflow: "truncate" },
    },
    yAxis: [
      {
        type: "value",
        min: 0,
        max: axisEnd(points),
        axisLabel: { color: dimmed, formatter: (value: number) => `${Math.round(value * 100)}%` },
        splitLine: { lineStyle: { color: colours.border ?? "" } },
      },
      {
        type: "value",
        // the bars stay in the lower third, below the line
        max: (extent: { max: number }) => Math.max(extent.max * 3, 1),
        axisLabel: { show: false },
        splitLine: { show: false },
      },
    ],
    series: series(points, colours, dependence.kind !== "category" && dependence.kind !== "flag"),
  };
}

/** An area from the lower to the upper end: an invisible line with the interval's width stacked on it. */
function bandArea(lower: Column, width: Column, color: string) {
  const line = { type: "line" as const, stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return [
    { ...line, data: lower },
    { ...line, data: width, areaStyle: { color, opacity: 0.32 } },
  ];
}

/** The same for levels without an order: a bar each. */
function bandBars(lower: Column, width: Column, color: string) {
  const bar = { type: "bar" as const, stack: "band", barGap: "-100%", barWidth: BAR_WIDTH, silent: true };
  return [
    { ...bar, data: lower, itemStyle: { opacity: 0 } },
    { ...bar, data: width, itemStyle: { color, opacity: 0.45 } },
  ];
}

function series(points: Points, colours: Record<string, string>, isOrdered: boolean) {
  const line = colours.line ?? "";
  const lower = where(points, true, (point) => point.lower);
  const width = where(points, true, (point) => point.upper - point.lower);
  return [
    {
      type: "bar" as const,
      yAxisIndex: 1,
      data: points.map((point) => point.count),
      itemStyle: { color: colours.border ?? "" },
      barWidth: BAR_WIDTH,
      silent: true,
    },
    ...(isOrdered ? bandArea(lower, width, colours.band ?? "") : bandBars(lower, width, colours.band ?? "")),
    {
      type: "line" as const,
      data: where(points, true, (point) => point.probability),
      symbol: "circle",
      symbolSize: isOrdered ? 5 : 10,
      lineStyle: { color: line, width: 2.5, opacity: isOrdered ? 1 : 0 },
      itemStyle: { color: line },
    },
    {
      type: "scatter" as const,
      data: where(points, false, (point) => point.probability),
      symbol: "emptyCircle",
      symbolSize: 7,
      itemStyle: { color: colours.dimmed ?? "" },
    },
  ];
}
