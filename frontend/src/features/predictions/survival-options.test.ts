import { describe, expect, it } from "vitest";
import { axisStart, axisStep, survivalOptions } from "./survival-options";

const point = (month: number, survival: number, lower: number, upper: number) => ({ month, survival, lower, upper });

describe("the axis of the curve", () => {
  it("starts at zero when somebody may well leave, and near the band when not", () => {
    expect(axisStart([point(0, 1, 1, 1), point(12, 0.5, 0.3, 0.7)])).toBe(0);
    expect(axisStart([point(0, 1, 1, 1), point(12, 0.9, 0.85, 0.95)])).toBe(0.8);
  });

  it("always has a line at 100 %", () => {
    for (const start of [0, 0.5, 0.6, 0.7, 0.8, 0.9]) {
      const lines = (1 - start) / axisStep(start);
      expect(Math.abs(lines - Math.round(lines))).toBeLessThan(1e-9);
    }
  });

  it("never cuts the band off", () => {
    for (let lower = 0.01; lower < 1; lower += 0.01) {
      expect(axisStart([point(12, 1, lower, 1)])).toBeLessThanOrEqual(lower);
    }
  });
});

describe("the band", () => {
  it("stacks the interval's width on its lower end", () => {
    const { series } = survivalOptions([point(0, 1, 1, 1), point(1, 0.9, 0.8, 0.95)], {});
    const [lower, width] = Array.isArray(series) ? series : [];
    expect(lower?.data).toEqual([1, 0.8]);
    const widths = (width?.data ?? []) as number[];
    expect(widths[1]).toBeCloseTo(0.15);
  });
});
