import { describe, expect, it } from "vitest";
import { sortColumnOf } from "./people-columns";
import { isNarrowed, nextSort, readPeopleSearch } from "./search";

describe("the address of the people's list", () => {
  it("keeps what it understands", () => {
    const search = { q: " Berg ", status: "left", org_unit_id: "7", risk_band: "high", sort: "full_name" };
    expect(readPeopleSearch(search)).toEqual({
      q: "Berg",
      status: "left",
      org_unit_id: 7,
      risk_band: "high",
      sort: "full_name",
    });
  });

  it("leaves out what it does not understand, and what is usual anyway", () => {
    const search = { q: "", status: "active", org_unit_id: "-1", risk_band: "extreme", sort: "-probability_365", x: 1 };
    expect(readPeopleSearch(search)).toEqual({});
  });

  it("reads a number that was typed as search", () => {
    expect(readPeopleSearch({ q: 1042 })).toEqual({ q: "1042" });
  });
});

describe("a narrowed list", () => {
  it("is one with a search, a band or an org unit; the order and the status narrow nothing", () => {
    expect([{ q: "Berg" }, { risk_band: "high" as const }, { org_unit_id: 7 }].every(isNarrowed)).toBe(true);
    expect([{}, { sort: "full_name" as const }, { status: "left" as const }].some(isNarrowed)).toBe(false);
  });
});

describe("the column of persons", () => {
  it("is sorted by name where there are names, else by number", () => {
    expect(sortColumnOf("person", false)).toBe("full_name");
    expect(sortColumnOf("person", true)).toBe("employee_number");
    expect(sortColumnOf("hired", true)).toBe("hired_on");
    expect(sortColumnOf("job", true)).toBeUndefined();
  });
});

describe("the order after a click", () => {
  it("starts risk with the highest and texts with A", () => {
    expect(nextSort("full_name", "probability_365")).toBe("-probability_365");
    expect(nextSort("-probability_365", "full_name")).toBe("full_name");
  });

  it("turns round at the second click and back at the third", () => {
    expect(nextSort("full_name", "full_name")).toBe("-full_name");
    expect(nextSort("-full_name", "full_name")).toBe("full_name");
    expect(nextSort("-probability_365", "probability_365")).toBe("probability_365");
  });
});
