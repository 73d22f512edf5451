import { describe, expect, it } from "vitest";
import type { Dataset } from "./api";
import { certaintyOf, draftOf, mappingOf, packDraft, unpackDraft } from "./mapping";

const column = (source: string, target: Dataset["columns"][number]["target"]): Dataset["columns"][number] => ({
  source,
  target,
  kind: "text",
  samples: [],
  missing_share: 0,
  confidence: 0.9,
  reason: "name",
  role: "feature",
  leak_reason: null,
});

const dataset: Dataset = {
  id: 1,
  filename: "people.csv",
  format: "csv",
  size_bytes: 10,
  sha256: "ab",
  shape: "static",
  status: "uploaded",
  row_count: 2,
  as_of: "2025-12-31",
  window_days: 365,
  window_assumed: true,
  columns: [column("Nr", "employee_number"), column("Gehalt", "attribute")],
  mapping: null,
  mapping_source: "suggested",
  mapping_confidence: 0.9,
  needs_confirmation: true,
  counts: {},
  problems: [],
  created_at: "2026-01-01T00:00:00Z",
  committed_at: null,
  undone_at: null,
};

describe("the mapping", () => {
  it("sends the suggestion unchanged when nothing is corrected", () => {
    expect(mappingOf(dataset, draftOf(dataset))).toEqual({
      shape: "static",
      as_of: "2025-12-31",
      window_days: 365,
      columns: [
        { source: "Nr", target: "employee_number", kind: "text" },
        { source: "Gehalt", target: "attribute", kind: "text" },
      ],
    });
  });

  it("sends corrections, and leaves out what was emptied", () => {
    const draft = { ...draftOf(dataset), asOf: "", windowDays: "" };
    draft.columns["Gehalt"] = { target: "ignore", kind: "number" };
    const mapping = mappingOf(dataset, draft);
    expect(mapping).not.toHaveProperty("as_of");
    expect(mapping).not.toHaveProperty("window_days");
    expect(mapping.columns[1]).toEqual({ source: "Gehalt", target: "ignore", kind: "number" });
  });

  it("says of snapshots alone whether absence means leaving", () => {
    const draft = { ...draftOf(dataset), absenceIsLeaving: true };
    expect(mappingOf(dataset, draft)).not.toHaveProperty("absence_is_leaving");
    expect(mappingOf(dataset, { ...draft, shape: "snapshots" })).toHaveProperty("absence_is_leaving", true);
  });

  it("keeps a corrected draft without a word of the file's header", () => {
    const draft = { ...draftOf(dataset), asOf: "2025-06-30" };
    draft.columns["Gehalt"] = { target: "ignore", kind: "number" };
    const kept = JSON.stringify(packDraft(dataset, draft));
    expect(kept).not.toContain("Gehalt");
    expect(unpackDraft(dataset, JSON.parse(kept))).toEqual(draft);
  });

  it("takes no draft that is of another file or not understood", () => {
    const kept = packDraft(dataset, draftOf(dataset));
    expect(unpackDraft({ ...dataset, columns: dataset.columns.slice(1) }, kept)).toBeNull();
    for (const other of [undefined, null, "text", {}, { shape: 1 }, { shape: "static", asOf: "", windowDays: "", absenceIsLeaving: false, columns: [1, 2] }]) {
      expect(unpackDraft(dataset, other)).toBeNull();
    }
  });

  it("puts certainty into words", () => {
    expect([0.98, 0.7, 0.3].map(certaintyOf)).toEqual(["sure", "likely", "unsure"]);
  });
});
