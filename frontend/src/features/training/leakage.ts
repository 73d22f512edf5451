import type { DataCard } from "./api";

type Fields = Record<string, unknown>;

/** A column that seems to tell who left, what was decided on it, and why. */
export type ColumnVerdict = NonNullable<DataCard["leakage"]>["columns"][number];

/** What the check for leakage found before a training. */
export interface Leakage {
  columns: ColumnVerdict[];
  findings: string[];
}

const VERDICTS: ReadonlySet<unknown> = new Set(["excluded", "warned", "kept"]);

function isVerdict(value: unknown): value is ColumnVerdict {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Fields;
  return typeof fields.column === "string" && typeof fields.reason === "string" && VERDICTS.has(fields.verdict);
}

/** Reads what a version or a training stores as free JSON; nothing for one from before it was looked for. */
export function readLeakage(metrics: Fields | null | undefined): Leakage {
  const stored = metrics?.leakage;
  const fields = typeof stored === "object" && stored !== null ? (stored as Fields) : {};
  const columns: unknown[] = Array.isArray(fields.columns) ? fields.columns : [];
  const findings: unknown[] = Array.isArray(fields.findings) ? fields.findings : [];
  return { columns: columns.filter(isVerdict), findings: findings.filter((one) => typeof one === "string") };
}
