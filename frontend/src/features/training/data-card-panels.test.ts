import { describe, expect, it } from "vitest";
import type { AttributeSummary } from "./api";
import { distributionOf } from "./data-card-panels";

const attribute = (values: Partial<AttributeSummary>): AttributeSummary => ({
  name: "salary",
  kind: "number",
  missing_share: 0,
  known_people: 100,
  ...values,
});

describe("the distribution of an attribute", () => {
  it("is its levels, with the people of all others together", () => {
    const levels = [{ level: "clerk", count: 1200 }];
    expect(distributionOf(attribute({ kind: "category", levels, other_people: 7 }))).toBe("clerk 1,200, others 7");
    expect(distributionOf(attribute({ kind: "category", levels, other_people: 0 }))).toBe("clerk 1,200");
  });

  it("is the range of nine in ten for numbers and dates", () => {
    const numbers = attribute({ quantiles: { p05: 10, p50: 20.5, p95: 3000 } });
    expect(distributionOf(numbers)).toBe("median 20.5, nine in ten from 10 to 3,000");
    const dates = attribute({ kind: "date", quantiles: { p05: "1990-01-02", p50: "2000-01-02", p95: "2010-01-02" } });
    expect(distributionOf(dates)).toContain("2000");
  });

  it("is not told of few people", () => {
    expect(distributionOf(attribute({ known_people: 4 }))).toBe("Too few people to show");
  });
});
