type Colours = Record<string, string>;

/** A tooltip that tells of the point under the pointer, by its place in the data. */
export function pointTooltip(colours: Colours, tell: (index: number) => string) {
  return {
    trigger: "axis" as const,
    confine: true,
    backgroundColor: colours.surface ?? "",
    borderColor: colours.border ?? "",
    textStyle: { color: colours.text ?? "", fontSize: 13 },
    formatter: (entries: unknown) => {
      const first: unknown = Array.isArray(entries) ? entries[0] : entries;
      const index = typeof first === "object" && first !== null && "dataIndex" in first ? first.dataIndex : -1;
      return typeof index === "number" ? tell(index) : "";
    },
  };
}

/** An axis of counts from 0 up. */
export function countAxis(colours: Colours) {
  return {
    type: "value" as const,
    min: 0,
    axisLabel: { color: colours.dimmed ?? "" },
    splitLine: { lineStyle: { color: colours.border ?? "" } },
  };
}

/** How axes look: a thin line below, pale labels, no ticks. */
export function axisStyle(colours: Colours) {
  return {
    axisLine: { lineStyle: { color: colours.border ?? "" } },
    axisTick: { show: false },
    axisLabel: { color: colours.dimmed ?? "" },
  };
}

/** A band between two lines: an invisible line with the interval's width stacked on it. */
export function bandSeries(points: readonly { lower: number; upper: number }[], colours: Colours) {
  const band = { type: "line" as const, stack: "band", symbol: "none", lineStyle: { opacity: 0 }, silent: true };
  return [
    { ...band, data: points.map((point) => point.lower) },
    {
      ...band,
      data: points.map((point) => point.upper - point.lower),
      areaStyle: { color: colours.band ?? "", opacity: 0.32 },
    },
  ];
}
