import { describe, expect, it } from "vitest";
import { describeDifference, directionOf } from "./differences";

describe("a difference in plain words", () => {
  it("is better when the whole interval is on the good side, whichever side that is", () => {
    expect(describeDifference({ measure: "auc", difference: 0.03, lower: 0.01, upper: 0.05 })).toBe(
      "better by 0.030 (0.010 to 0.050)",
    );
    expect(describeDifference({ measure: "log_loss", difference: -0.03, lower: -0.05, upper: -0.01 })).toBe(
      "better by 0.0300 (0.0100 to 0.0500)",
    );
  });

  it("is worse when the whole interval is on the bad side", () => {
    expect(describeDifference({ measure: "brier", difference: 0.02, lower: 0.01, upper: 0.03 })).toBe(
      "worse by 0.0200 (0.0100 to 0.0300)",
    );
  });

  it("is not shown when the interval holds zero", () => {
    expect(describeDifference({ measure: "log_loss", difference: -0.01, lower: -0.03, upper: 0.005 })).toBe(
      "no difference shown (-0.0050 to 0.0300)",
    );
  });

  it("knows which way is good", () => {
    expect(directionOf("uno_concordance")).toBe("higher is better");
    expect(directionOf("integrated_brier_score")).toBe("lower is better");
    expect(directionOf("expected_over_observed")).toBe("1 is right");
  });
});
