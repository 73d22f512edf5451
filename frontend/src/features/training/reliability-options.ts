import type { ChartOptions } from "@/lib/echarts";
import { formatInteger, formatShare } from "@/lib/format";
import type { ReliabilityGroup } from "./metrics";
import { texts } from "./texts";

type Groups = readonly ReliabilityGroup[];

/** The upper end of both axes: the largest value shown, rounded up to a tenth. */
export function axisEnd(groups: Groups): number {
  const largest = Math.max(0.1, ...groups.map((group) => Math.max(group.upper, group.predicted)));
  return Math.min(1, Math.ceil(largest * 10) / 10);
}

function tooltip(group: Groups[number] | undefined): string {
  if (!group) return "";
  const interval = `${formatShare(group.lower)} – ${formatShare(group.upper)}`;
  return (
    `${texts.predicted}: <b>${formatShare(group.predicted)}</b><br/>` +
    `${texts.observed}: <b>${formatShare(group.observed)}</b> (${interval})<br/>` +
    `${texts.people}: ${formatInteger(group.n)}`
  );
}

function axis(name: string, end: number, colours: Record<string, string>) {
  return {
    type: "value" as const,
    min: 0,
    max: end,
    name,
    nameLocation: "middle" as const,
    nameTextStyle: { color: colours.dimmed ?? "" },
    axisLabel: { color: colours.dimmed ?? "", formatter: (value: number) => `${Math.round(value * 100)}%` },
    splitLine: { lineStyle: { color: colours.border ?? "" } },
  };
}

/** Points with intervals around the diagonal on which forecast and outcome agree. */
export function reliabilityOptions(groups: Groups, colours: Record<string, string>): ChartOptions {
  const end = axisEnd(groups);
  const whiskers = groups.map((group) => ({
    type: "line" as const,
    data: [
      [group.predicted, group.lower],
      [group.predicted, group.upper],
    ],
    symbol: "none",
    silent: true,
    lineStyle: { color: colours.band ?? "", width: 3 },
  }));
  return {
    grid: { left: 60, right: 20, top: 16, bottom: 48 },
    tooltip: {
      trigger: "item",
      confine: true,
      backgroundColor: colours.surface ?? "",
      borderColor: colours.border ?? "",
      textStyle: { color: colours.text ?? "", fontSize: 13 },
      formatter: (entry) => tooltip(groups[Array.isArray(entry) ? -1 : (entry.dataIndex ?? -1)]),
    },
    xAxis: { ...axis(texts.predicted, end, colours), nameGap: 30 },
    yAxis: { ...axis(texts.observed, end, colours), nameGap: 44 },
    series: [
      {
        type: "line",
        data: [
          [0, 0],
          [end, end],
        ],
        symbol: "none",
        silent: true,
        lineStyle: { color: colours.dimmed ?? "", type: "dashed", width: 1.5 },
      },
      ...whiskers,
      {
        type: "scatter",
        data: groups.map((group) => [group.predicted, group.observed]),
        symbolSize: 9,
        itemStyle: { color: colours.line ?? "" },
      },
    ],
  };
}
