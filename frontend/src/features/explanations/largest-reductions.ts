import type { Sensitivity } from "./api";

type Change = Sensitivity["changes"][number];

const SHOWN = 10;

/** The largest reduction of each attribute, from changes with the largest reductions first. */
export function largestReductions(changes: readonly Change[]): Change[] {
  const first = new Map<string, Change>();
  for (const change of changes) {
    if (change.change < 0 && !first.has(change.attribute)) first.set(change.attribute, change);
  }
  return [...first.values()].slice(0, SHOWN);
}
