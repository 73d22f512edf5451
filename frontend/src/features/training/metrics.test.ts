import { describe, expect, it } from "vitest";
import { gainOver, readMetrics } from "./metrics";
import { refusalOf } from "./promote-button";
import { axisEnd } from "./reliability-options";

const stored = {
  auc: 0.77,
  log_loss: 0.3,
  base_rate_log_loss: 0.4,
  average_precision: null,
  reliability: [{ predicted: 0.1, observed: 0.12, n: 50, lower: 0.06, upper: 0.21 }, { predicted: "?" }],
  candidates: [{ name: "boosted", log_loss: 0.3, auc: 0.77 }, {}],
};

describe("the measures of a version", () => {
  it("are read with care: what is missing is null, what is malformed is left out", () => {
    const metrics = readMetrics({ metrics: stored });
    expect(metrics.auc).toBe(0.77);
    expect(metrics.average_precision).toBeNull();
    expect(metrics.brier).toBeNull();
    expect(metrics.reliability).toHaveLength(1);
    expect(metrics.candidates).toEqual([{ name: "boosted", log_loss: 0.3, auc: 0.77 }]);
  });

  it("say how much better than the base rate, or that it is not known", () => {
    expect(gainOver({ log_loss: 0.3, base_rate_log_loss: 0.4 })).toBeCloseTo(25);
    expect(gainOver({ log_loss: 0.5, base_rate_log_loss: 0.4 })).toBeLessThan(0);
    expect(gainOver({ log_loss: null, base_rate_log_loss: 0.4 })).toBeNull();
  });

  it("hold the verdict beside simple forecasts, and why a version may not be promoted", () => {
    const comparison = {
      fit: false,
      reason: "Not shown to be better than the base rate.",
      coverage: 0.98,
      log_loss: { base_rate: 0.4, model: 0.39 },
      differences: [
        { baseline: "base_rate", measure: "auc", difference: 0.1, lower: 0, upper: 0.2 },
        { baseline: "base_rate", measure: "log_loss", difference: -0.01, lower: -0.03, upper: 0.01 },
      ],
    };
    expect(readMetrics({ metrics: { comparison } }).comparison).toEqual({
      fit: false,
      reason: comparison.reason,
      coverage: 0.98,
      logLoss: [
        { forecast: "model", value: 0.39, difference: null },
        { forecast: "base_rate", value: 0.4, difference: { difference: -0.01, lower: -0.03, upper: 0.01 } },
      ],
    });
    expect(refusalOf({ metrics: { comparison }, promoted_at: null })).toBe(comparison.reason);
    expect(refusalOf({ metrics: { comparison: { ...comparison, fit: true } }, promoted_at: null })).toBeNull();
    expect(refusalOf({ metrics: {}, promoted_at: null })).toContain("never compared");
    expect(refusalOf({ metrics: {}, promoted_at: "2026-01-01T00:00:00Z" })).toBeNull();
  });

  it("fit on the axes of the reliability plot", () => {
    expect(axisEnd(readMetrics({ metrics: stored }).reliability)).toBe(0.3);
    expect(axisEnd([])).toBe(0.1);
  });
});
