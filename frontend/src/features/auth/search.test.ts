import { describe, expect, it } from "vitest";
import { readSignInSearch } from "./search";

describe("the page after signing in", () => {
  it("may be any address of this page", () => {
    expect(readSignInSearch({ next: "/employees?status=left" })).toEqual({ next: "/employees?status=left" });
  });

  it.each(["//example.test", "/\\example.test", "https://example.test", "/\t/example.test", "javascript:alert(1)", 7])(
    "is never %s",
    (next) => {
      expect(readSignInSearch({ next })).toEqual({});
    },
  );
});
