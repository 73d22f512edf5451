import { describe, expect, it } from "vitest";
import { largestReductions } from "./largest-reductions";

const change = (attribute: string, tried: string, size: number) => ({
  attribute,
  label: attribute,
  value: "own",
  tried,
  change: size,
  lower: size - 0.01,
  upper: size + 0.01,
});

describe("the largest reductions", () => {
  it("are one for each attribute, and no rise is among them", () => {
    const found = largestReductions([
      change("pay", "60,000", -0.2),
      change("overtime", "no", -0.1),
      change("pay", "55,000", -0.05),
      change("shift", "night", 0.1),
    ]);
    expect(found.map((one) => [one.attribute, one.tried])).toEqual([
      ["pay", "60,000"],
      ["overtime", "no"],
    ]);
  });
});
