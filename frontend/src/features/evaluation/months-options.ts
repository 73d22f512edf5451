import { axisStyle, bandSeries, countAxis, pointTooltip } from "@/lib/band-chart";
import type { ChartOptions } from "@/lib/echarts";
import { formatDate, formatInteger, formatPeople } from "@/lib/format";
import type { MonthFigures } from "./api";
import { texts } from "./texts";

type Months = readonly MonthFigures[];

function tooltip(month: MonthFigures | undefined): string {
  if (!month) return "";
  const interval = `${formatPeople(month.lower)} – ${formatPeople(month.upper)}`;
  const actual = typeof month.actual === "number" ? formatInteger(month.actual) : texts.notOver;
  return (
    `${formatDate(month.month)}<br/>${texts.expected}: <b>${formatPeople(month.expected)}</b> (${interval})<br/>` +
    (month.suppressed ? "" : `${texts.actual}: <b>${actual}</b>`)
  );
}

/** Expected leavers as a line over its band, actual ones as points where the month's horizon is over. */
export function monthsOptions(months: Months, colours: Record<string, string>): ChartOptions {
  return {
    grid: { left: 52, right: 16, top: 16, bottom: 36 },
    tooltip: pointTooltip(colours, (index) => tooltip(months[index])),
    xAxis: {
      type: "category",
      data: months.map((month) => month.month.slice(0, 7)),
      ...axisStyle(colours),
    },
    yAxis: countAxis(colours),
    series: [
      ...bandSeries(months, colours),
      {
        type: "line",
        data: months.map((month) => month.expected),
        symbol: "none",
        lineStyle: { color: colours.line ?? "", width: 2.5 },
      },
      {
        type: "scatter",
        data: months.map((month) => month.actual ?? "-"),
        symbolSize: 9,
        itemStyle: { color: colours.high ?? "", borderColor: colours.surface ?? "", borderWidth: 1.5 },
      },
    ],
  };
}
