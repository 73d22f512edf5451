import { axisStyle, bandSeries, countAxis, pointTooltip } from "@/lib/band-chart";
import type { Estimate } from "@/lib/api-types";
import type { ChartOptions } from "@/lib/echarts";
import { formatDate, formatPeople } from "@/lib/format";
import { texts } from "./texts";

export interface ShownMonth {
  endsOn: string;
  leavers: Estimate;
  soFar: Estimate;
}

/** An estimate of people with its interval, in words. */
export function peopleWithInterval(estimate: Estimate): string {
  return `${formatPeople(estimate.point)} (${formatPeople(estimate.lower)} – ${formatPeople(estimate.upper)})`;
}

function tooltip(month: ShownMonth | undefined): string {
  if (!month) return "";
  return `${texts.monthEnd} ${formatDate(month.endsOn)}<br/><b>${peopleWithInterval(month.leavers)}</b>`;
}

/** The leavers of each month as a line over its band. */
export function comingMonthsOptions(months: readonly ShownMonth[], colours: Record<string, string>): ChartOptions {
  const estimates = months.map((month) => month.leavers);
  return {
    grid: { left: 48, right: 16, top: 16, bottom: 36 },
    tooltip: pointTooltip(colours, (index) => tooltip(months[index])),
    xAxis: { type: "category", data: months.map((month) => month.endsOn.slice(0, 7)), ...axisStyle(colours) },
    yAxis: countAxis(colours),
    series: [
      ...bandSeries(estimates, colours),
      {
        type: "line",
        data: estimates.map((estimate) => estimate.point),
        symbol: "circle",
        symbolSize: 6,
        lineStyle: { color: colours.line ?? "", width: 2.5 },
        itemStyle: { color: colours.line ?? "" },
      },
    ],
  };
}
