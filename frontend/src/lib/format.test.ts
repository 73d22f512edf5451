import { describe, expect, it } from "vitest";
import {
  countOf,
  formatBytes,
  formatDate,
  formatDatesIn,
  formatDuration,
  formatMeasure,
  formatPeople,
  formatPoints,
  formatShare,
  formatTenure,
  formatThreshold,
  formatValue,
} from "./format";

describe("figures", () => {
  it("shows a change of a share in points with its sign, and none as none", () => {
    expect(formatPoints(-0.1234)).toBe("−12.3");
    expect(formatPoints(0.05)).toBe("+5.0");
    expect(formatPoints(-0.0001)).toBe("0.0");
  });

  it("shows a share with one decimal and names what is nearly none or nearly all", () => {
    expect(formatShare(0.1234)).toBe("12.3%");
    expect(formatShare(0)).toBe("0.0%");
    expect(formatShare(0.0001)).toBe("< 0.1%");
    expect(formatShare(0.99999)).toBe("> 99.9%");
    expect(formatShare(1)).toBe("100.0%");
  });

  it("shows a threshold with a decimal only where it has one", () => {
    expect(formatThreshold(0.1)).toBe("10%");
    expect(formatThreshold(0.29)).toBe("29%");
    expect(formatThreshold(0.125)).toBe("12.5%");
  });

  it("drops the decimal of expected people from a hundred on", () => {
    expect(formatPeople(52.34)).toBe("52.3");
    expect(formatPeople(1234.5)).toBe("1,235");
  });

  it("writes the noun in the number's form", () => {
    expect(countOf(1, "error", "errors")).toBe("1 error");
    expect(countOf(1200, "error", "errors")).toBe("1,200 errors");
  });

  it("shows a dash where a measure is not defined", () => {
    expect(formatMeasure(null, 3)).toBe("—");
    expect(formatMeasure(0.76812, 3)).toBe("0.768");
  });
});

describe("dates and times", () => {
  it("shows a calendar date as it stands, in every time zone", () => {
    expect(formatDate("2026-10-31")).toBe("31 Oct 2026");
    expect(formatDate(null)).toBe("—");
    expect(formatDate("someday")).toBe("someday");
  });

  it("writes the dates within a sentence like all others, and keeps each on one line", () => {
    expect(formatDatesIn("before 2025-10-25, until 2025-10-31.")).toBe(
      "before 25\u00a0Oct\u00a02025, until 31\u00a0Oct\u00a02025.",
    );
    expect(formatDatesIn("five-fold, 1000 people")).toBe("five-fold, 1000 people");
  });

  it("splits tenure into years and months", () => {
    expect(formatTenure(7)).toBe("7 mo");
    expect(formatTenure(24)).toBe("2 y");
    expect(formatTenure(29)).toBe("2 y 5 mo");
    expect(formatTenure(null)).toBe("—");
  });

  it("shows how long work took", () => {
    expect(formatDuration("2026-01-01T10:00:00Z", "2026-01-01T10:00:42Z")).toBe("42 s");
    expect(formatDuration("2026-01-01T10:00:00Z", "2026-01-01T10:01:11Z")).toBe("1 min 11 s");
    expect(formatDuration("2026-01-01T10:00:00Z", null)).toBe("—");
  });
});

describe("values of HR files", () => {
  it("shows each kind as people write it", () => {
    expect(formatValue(true)).toBe("yes");
    expect(formatValue(54000)).toBe("54,000");
    expect(formatValue("2024-03-01", "date")).toBe("1 Mar 2024");
    expect(formatValue("2024-03-01", "text")).toBe("2024-03-01");
    expect(formatValue("")).toBe("—");
  });

  it("shows sizes in the unit people would use", () => {
    expect(formatBytes(812)).toBe("812 B");
    expect(formatBytes(48213)).toBe("48 kB");
    expect(formatBytes(13_600_000)).toBe("13.6 MB");
  });
});
