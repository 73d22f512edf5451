export interface OverviewSearch {
  org_unit_id?: number;
}

/** The overview's part of the address. What is not understood is left out. */
export function readOverviewSearch(search: Record<string, unknown>): OverviewSearch {
  const id = Number(search.org_unit_id);
  return Number.isInteger(id) && id > 0 ? { org_unit_id: id } : {};
}
