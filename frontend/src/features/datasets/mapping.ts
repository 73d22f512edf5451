import type { Dataset, MappingInput, Shape } from "./api";

/** The mapping while it is being edited; texts as typed, dates and numbers possibly empty. */
export interface MappingDraft {
  shape: string;
  asOf: string;
  windowDays: string;
  absenceIsLeaving: boolean;
  columns: Record<string, { target: string; kind: string }>;
}

export const SHAPES = ["static", "snapshots", "people", "terminations"] as const;
export const KINDS = ["number", "category", "boolean", "date", "text"] as const;

/** The draft that the server's suggestion, or what was confirmed before, starts with. */
export function draftOf(dataset: Dataset): MappingDraft {
  return {
    shape: dataset.shape ?? "people",
    asOf: dataset.as_of ?? "",
    windowDays: dataset.window_days ? String(dataset.window_days) : "",
    absenceIsLeaving: dataset.mapping?.absence_is_leaving ?? false,
    columns: Object.fromEntries(
      dataset.columns.map((column) => [column.source, { target: column.target, kind: column.kind }]),
    ),
  };
}

/** A draft as it is kept for a reload: columns by place, as a header may itself be somebody's data. */
export function packDraft(dataset: Dataset, draft: MappingDraft): unknown {
  const { shape, asOf, windowDays, absenceIsLeaving } = draft;
  const columns = dataset.columns.map(({ source, target, kind }) => draft.columns[source] ?? { target, kind });
  return { shape, asOf, windowDays, absenceIsLeaving, columns };
}

/** The draft that was kept; null where it is none of this dataset's. */
export function unpackDraft(dataset: Dataset, kept: unknown): MappingDraft | null {
  if (!isPacked(kept) || kept.columns.length !== dataset.columns.length) return null;
  const { shape, asOf, windowDays, absenceIsLeaving } = kept;
  const columns = dataset.columns.map(({ source }, place) => [source, kept.columns[place]] as const);
  return { shape, asOf, windowDays, absenceIsLeaving, columns: Object.fromEntries(columns) as MappingDraft["columns"] };
}

interface PackedDraft {
  shape: string;
  asOf: string;
  windowDays: string;
  absenceIsLeaving: boolean;
  columns: { target: string; kind: string }[];
}

function isPacked(kept: unknown): kept is PackedDraft {
  if (!hasTexts(kept, ["shape", "asOf", "windowDays"]) || !("columns" in kept)) return false;
  if (!("absenceIsLeaving" in kept) || typeof kept.absenceIsLeaving !== "boolean") return false;
  return Array.isArray(kept.columns) && kept.columns.every((column: unknown) => hasTexts(column, ["target", "kind"]));
}

function hasTexts(value: unknown, names: readonly string[]): value is object {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return names.every((name) => typeof fields.get(name) === "string");
}

/** What is sent to the server. */
export function mappingOf(dataset: Dataset, draft: MappingDraft): MappingInput {
  const windowDays = Number.parseInt(draft.windowDays, 10);
  return {
    shape: draft.shape as Shape,
    ...(draft.asOf ? { as_of: draft.asOf } : {}),
    ...(Number.isInteger(windowDays) ? { window_days: windowDays } : {}),
    ...(draft.shape === "snapshots" ? { absence_is_leaving: draft.absenceIsLeaving } : {}),
    columns: dataset.columns.map((column) => ({
      source: column.source,
      target: draft.columns[column.source]?.target ?? column.target,
      kind: draft.columns[column.source]?.kind ?? column.kind,
    })) as MappingInput["columns"],
  };
}

export type Certainty = "sure" | "likely" | "unsure";

/** A confidence between 0 and 1 in words. */
export function certaintyOf(confidence: number): Certainty {
  if (confidence >= 0.85) return "sure";
  return confidence >= 0.6 ? "likely" : "unsure";
}
