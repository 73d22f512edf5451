interface Placed {
  path: string;
}

/** A unit with its place in the tree as it is shown. */
export interface PlacedUnit<Unit extends Placed> {
  unit: Unit;
  depth: number;
  hasUnitsBelow: boolean;
}

/** How many levels are open at first: the roots show what is directly below them. */
const LEVELS_OPEN_AT_FIRST = 1;

/** The paths of those units that show what is below them before anybody has opened or closed any. */
export function openAtFirst(units: readonly Placed[]): Set<string> {
  const parents = parentsOf(units);
  const open = units.filter((unit) => depthOf(unit.path, parents) < LEVELS_OPEN_AT_FIRST);
  return new Set(open.map((unit) => unit.path));
}

/** The units whose parents are all open, in the given order. */
export function shownUnits<Unit extends Placed>(
  units: readonly Unit[],
  open: ReadonlySet<string>,
): PlacedUnit<Unit>[] {
  const parents = parentsOf(units);
  const withUnitsBelow = new Set(parents.values());
  return units
    .filter((unit) => ancestorsOf(unit.path, parents).every((path) => open.has(path)))
    .map((unit) => ({
      unit,
      depth: depthOf(unit.path, parents),
      hasUnitsBelow: withUnitsBelow.has(unit.path),
    }));
}

/** The paths of `before` with each of `toggled` added or, where it is there already, removed. */
export function withToggled(before: ReadonlySet<string>, toggled: Iterable<string>): Set<string> {
  const after = new Set(before);
  for (const path of toggled) {
    if (!after.delete(path)) after.add(path);
  }
  return after;
}

/** The nearest unit above each; a manager's list may begin in the middle of the tree. */
function parentsOf(units: readonly Placed[]): Map<string, string> {
  const known = new Set(units.map((unit) => unit.path));
  const parents = new Map<string, string>();
  for (const { path } of units) {
    let above = path;
    while (above.includes("/")) {
      above = above.slice(0, above.lastIndexOf("/"));
      if (known.has(above)) {
        parents.set(path, above);
        break;
      }
    }
  }
  return parents;
}

function ancestorsOf(path: string, parents: ReadonlyMap<string, string>): string[] {
  const above = parents.get(path);
  return above === undefined ? [] : [above, ...ancestorsOf(above, parents)];
}

function depthOf(path: string, parents: ReadonlyMap<string, string>): number {
  return ancestorsOf(path, parents).length;
}
