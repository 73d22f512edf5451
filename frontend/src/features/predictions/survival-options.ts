import { axisStyle, bandSeries, pointTooltip } from "@/lib/band-chart";
import type { ChartOptions } from "@/lib/echarts";
import { formatShare } from "@/lib/format";
import type { Prediction } from "./api";
import { texts } from "./texts";

type Curve = Prediction["curve"];

/** The lowest value of the axis: 0, or a round value below a band that stays near 100 %. */
export function axisStart(curve: Curve): number {
  const lowest = Math.min(1, ...curve.map((point) => point.lower));
  return lowest < 0.5 ? 0 : Math.floor(lowest * 10 - 0.001) / 10;
}

/** The distance of the axis's lines, so that the last one is 100 %. */
export function axisStep(start: number): number {
  const range = 1 - start;
  if (range > 0.5) return 0.2;
  if (range > 0.25) return 0.1;
  return range > 0.15 ? 0.05 : 0.02;
}

function tooltip(curve: Curve, index: number): string {
  const point = curve[index];
  if (!point) return "";
  const interval = `${formatShare(point.lower)} – ${formatShare(point.upper)}`;
  return `${texts.month} ${point.month}<br/><b>${formatShare(point.survival)}</b> (${interval})`;
}

/** The curve as a line over its band. */
export function survivalOptions(curve: Curve, colours: Record<string, string>): ChartOptions {
  const start = axisStart(curve);
  return {
    grid: { left: 48, right: 16, top: 16, bottom: 44 },
    tooltip: pointTooltip(colours, (index) => tooltip(curve, index)),
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: curve.map((point) => point.month),
      name: texts.month,
      nameLocation: "middle",
      nameGap: 28,
      nameTextStyle: { color: colours.dimmed ?? "" },
      ...axisStyle(colours),
    },
    yAxis: {
      type: "value",
      min: start,
      max: 1,
      interval: axisStep(start),
      axisLabel: { color: colours.dimmed ?? "", formatter: (value: number) => `${Math.round(value * 100)}%` },
      splitLine: { lineStyle: { color: colours.border ?? "" } },
    },
    series: [
      ...bandSeries(curve, colours),
      {
        type: "line",
        data: curve.map((point) => point.survival),
        symbol: "circle",
        symbolSize: 5,
        lineStyle: { color: colours.line ?? "", width: 2.5 },
        itemStyle: { color: colours.line ?? "" },
      },
    ],
  };
}
