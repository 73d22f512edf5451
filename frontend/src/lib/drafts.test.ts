import { afterEach, describe, expect, it } from "vitest";
import { forgetDraft, forgetDrafts, keepDraft, readDraft } from "./drafts";

afterEach(() => sessionStorage.clear());

describe("what is being edited", () => {
  it("is there again after a reload, until it is forgotten", () => {
    keepDraft("one", { a: 1 });
    expect(readDraft("one")).toEqual({ a: 1 });
    forgetDraft("one");
    expect(readDraft("one")).toBeUndefined();
  });

  it("is forgotten as a whole on signing out, and nothing else with it", () => {
    keepDraft("one", 1);
    keepDraft("two", 2);
    sessionStorage.setItem("other", "stays");
    forgetDrafts();
    expect({ ...sessionStorage }).toEqual({ other: "stays" });
  });

  it("is none where what was kept cannot be read", () => {
    sessionStorage.setItem("churnvision-draft:one", "{");
    expect(readDraft("one")).toBeUndefined();
  });
});
