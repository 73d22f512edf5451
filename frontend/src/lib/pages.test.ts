import { describe, expect, it } from "vitest";
import { cursorAfter, joinPages } from "./pages";

describe("a list read page by page", () => {
  it("is one list with the newest total", () => {
    const pages = [
      { items: [3, 2], total: 3, next_cursor: "c" },
      { items: [1], total: 4, next_cursor: null },
    ];
    expect(joinPages({ pages, pageParams: ["", "c"] })).toEqual({ items: [3, 2, 1], total: 4 });
  });

  it("ends where no cursor follows", () => {
    expect(cursorAfter({ items: [], total: 0, next_cursor: "c" })).toBe("c");
    expect(cursorAfter({ items: [], total: 0 })).toBeNull();
  });
});
