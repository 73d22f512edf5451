export interface ExplanationsSearch {
  org_unit_id?: number;
  attribute?: string;
}

/** The part of the address of explanations. What is not understood is left out. */
export function readExplanationsSearch(search: Record<string, unknown>): ExplanationsSearch {
  const id = Number(search.org_unit_id);
  const { attribute } = search;
  return {
    ...(Number.isInteger(id) && id > 0 ? { org_unit_id: id } : {}),
    ...(typeof attribute === "string" && attribute !== "" ? { attribute } : {}),
  };
}
