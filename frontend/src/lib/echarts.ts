import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { type ComposeOption, type ECharts, init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { BarSeriesOption, LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";

register([BarChart, LineChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);

export type ChartOptions = ComposeOption<
  BarSeriesOption | LineSeriesOption | ScatterSeriesOption | GridComponentOption | TooltipComponentOption
>;

/** Draws a chart into the element; it stays still for readers who asked for less motion. */
export function drawChart(element: HTMLElement, options: ChartOptions): ECharts {
  const chart = init(element, null, { renderer: "svg" });
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  chart.setOption({ animation: !still, animationDuration: 300, ...options });
  return chart;
}
