import { describe, expect, it } from "vitest";
import { formatSpan } from "./spans";

describe("a length of time", () => {
  it.each([
    [0, "0.0 s"],
    [2.345, "2.3 s"],
    [59.9, "59 s"],
    [120, "2 min"],
    [7199, "119 min"],
    [26 * 3600 + 1, "26 hours"],
    [72 * 3600, "3 days"],
    [8.99 * 86_400, "8 days"],
  ])("of %s seconds is told as %s", (seconds, told) => {
    expect(formatSpan(seconds)).toBe(told);
  });
});
