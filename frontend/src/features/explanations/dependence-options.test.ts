import { describe, expect, it } from "vitest";
import type { PartialDependence } from "./api";
import { dependenceOptions } from "./dependence-options";

const point = (text: string, probability: number, isKnown: boolean) => ({
  value: 1,
  text,
  probability,
  lower: probability - 0.05,
  upper: probability + 0.05,
  count: isKnown ? 20 : null,
  is_known: isKnown,
});

const dependence = {
  kind: "number",
  points: [point("1", 0.1, true), point("2", 0.2, false), point("3", 0.3, true)],
} as unknown as PartialDependence;

describe("the chart of partial dependence", () => {
  const { series } = dependenceOptions(dependence, {});
  const [bars, lower, width, line, marks] = Array.isArray(series) ? series : [];

  it("draws line and band only where there are people", () => {
    expect(line?.data).toEqual([0.1, null, 0.3]);
    for (const end of [lower, width]) expect(end?.data?.[1]).toBeNull();
  });

  it("marks values without people apart, and counts nobody there", () => {
    expect(marks?.data).toEqual([null, 0.2, null]);
    expect(bars?.data).toEqual([20, null, 20]);
  });
});
