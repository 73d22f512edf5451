import { describe, expect, it } from "vitest";
import { readExplanationsSearch } from "./search";

describe("the address of explanations", () => {
  it("keeps a unit and an attribute, and leaves out what is neither", () => {
    expect(readExplanationsSearch({ org_unit_id: "7", attribute: "pay" })).toEqual({ org_unit_id: 7, attribute: "pay" });
    expect(readExplanationsSearch({ org_unit_id: "-1", attribute: "", other: 1 })).toEqual({});
    expect(readExplanationsSearch({ org_unit_id: "x", attribute: 5 })).toEqual({});
  });
});
