import { describe, expect, it } from "vitest";
import { openAtFirst, shownUnits } from "./org-unit-tree";

const units = ["Acme", "Acme/Sales", "Acme/Sales/North", "Acme/Works", "Other/Deep/Team"].map((path) => ({ path }));
const paths = (open: ReadonlySet<string>) => shownUnits(units, open).map(({ unit }) => unit.path);

describe("the tree of org units", () => {
  it("shows the roots and what is directly below them at first", () => {
    expect(paths(openAtFirst(units))).toEqual(["Acme", "Acme/Sales", "Acme/Works", "Other/Deep/Team"]);
  });

  it("shows deeper units once those above are open", () => {
    expect(paths(new Set(["Acme", "Acme/Sales"]))).toContain("Acme/Sales/North");
    expect(paths(new Set(["Acme/Sales"]))).toEqual(["Acme", "Other/Deep/Team"]);
  });

  it("counts depth from the nearest unit that is listed", () => {
    const [acme, sales] = shownUnits(units, openAtFirst(units));
    expect([acme?.depth, acme?.hasUnitsBelow, sales?.depth, sales?.hasUnitsBelow]).toEqual([0, true, 1, true]);
  });
});
