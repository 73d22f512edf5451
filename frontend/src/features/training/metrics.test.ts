import { describe, expect, it } from "vitest";
import { gainOver, readMetrics } from "./metrics";
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

  it("fit on the axes of the reliability plot", () => {
    expect(axisEnd(readMetrics({ metrics: stored }).reliability)).toBe(0.3);
    expect(axisEnd([])).toBe(0.1);
  });
});
