import { useState } from "react";
import { useMe } from "@/features/auth/api";
import { forgetDraft, keepDraft, readDraft } from "@/lib/drafts";
import type { Dataset } from "./api";
import { draftOf, type MappingDraft, packDraft, unpackDraft } from "./mapping";

/** The mapping being edited. Corrections survive a reload and other pages until `forget`, for this user alone. */
export function useMappingDraft(dataset: Dataset) {
  const name = `mapping-${useMe().id}-${dataset.id}`;
  const [draft, setDraft] = useState(() => unpackDraft(dataset, readDraft(name)) ?? draftOf(dataset));
  const correct = (part: Partial<MappingDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(name, packDraft(dataset, next));
  };
  return { draft, correct, forget: () => forgetDraft(name) };
}
