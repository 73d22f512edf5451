import { describe, expect, it } from "vitest";
import { mostCommon } from "./most-common";

describe("the date that most attributes share", () => {
  it("is the one that stands most often", () => {
    expect(mostCommon(["2025-01-31", "2025-10-31", "2025-10-31"])).toBe("2025-10-31");
  });

  it("is the first where several stand equally often, and none without values", () => {
    expect(mostCommon(["2025-01-31", "2025-10-31"])).toBe("2025-01-31");
    expect(mostCommon([])).toBeNull();
  });
});
