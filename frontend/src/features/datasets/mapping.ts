import type { Dataset, MappingInput, Shape } from "./api";

/** The mapping while it is being edited; texts as typed, dates and numbers possibly empty. */
export interface MappingDraft {
  shape: string;
  asOf: string;
  windowDays: string;
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
    columns: Object.fromEntries(
      dataset.columns.map((column) => [column.source, { target: column.target, kind: column.kind }]),
    ),
  };
}

/** What is sent to the server. */
export function mappingOf(dataset: Dataset, draft: MappingDraft): MappingInput {
  const windowDays = Number.parseInt(draft.windowDays, 10);
  return {
    shape: draft.shape as Shape,
    ...(draft.asOf ? { as_of: draft.asOf } : {}),
    ...(Number.isInteger(windowDays) ? { window_days: windowDays } : {}),
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
