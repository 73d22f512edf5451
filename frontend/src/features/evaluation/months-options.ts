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
  const band = { type: "line" as const, stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return {
    grid: { left: 52, right: 16, top: 16, bottom: 36 },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: colours.surface ?? "",
      borderColor: colours.border ?? "",
      textStyle: { color: colours.text ?? "", fontSize: 13 },
      formatter: (entries: unknown) => {
        const first: unknown = Array.isArray(entries) ? entries[0] : entries;
        const index = typeof first === "object" && first !== null && "dataIndex" in first ? first.dataIndex : -1;
        return typeof index === "number" ? tooltip(months[index]) : "";
      },
    },
    xAxis: {
      type: "category",
      data: months.map((month) => month.month.slice(0, 7)),
      axisLine: { lineStyle: { color: colours.border ?? "" } },
      axisTick: { show: false },
      axisLabel: { color: colours.dimmed ?? "" },
    },
    yAxis: {
      type: "value",
      min: 0,
      axisLabel: { color: colours.dimmed ?? "" },
      splitLine: { lineStyle: { color: colours.border ?? "" } },
    },
    series: [
      { ...band, data: months.map((month) => month.lower) },
      {
        ...band,
        data: months.map((month) => month.upper - month.lower),
        areaStyle: { color: colours.band ?? "", opacity: 0.32 },
      },
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
