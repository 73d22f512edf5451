import { isRiskBand, type RiskBand } from "@/config/bands";

export const SORT_COLUMNS = ["employee_number", "full_name", "hired_on", "probability_365"] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];
export type Sort = SortColumn | `-${SortColumn}`;
export type StatusFilter = "left" | "all";

export const DEFAULT_SORT: Sort = "-probability_365";

/** Filters and order of the people's list, as the address holds them; no status means active people. */
export interface PeopleSearch {
  q?: string;
  status?: StatusFilter;
  org_unit_id?: number;
  risk_band?: RiskBand;
  sort?: Sort;
}

/** A part of the search to set; undefined takes it out of the address. */
export type SearchChange = { [Key in keyof PeopleSearch]?: PeopleSearch[Key] | undefined };

function isSort(value: unknown): value is Sort {
  return SORT_COLUMNS.some((column) => value === column || value === `-${column}`);
}

/** Reads the address; what is not understood is left out. */
export function readPeopleSearch(search: Record<string, unknown>): PeopleSearch {
  const { q, status, risk_band: riskBand, sort } = search;
  const orgUnitId = Number(search.org_unit_id);
  const text = typeof q === "string" || typeof q === "number" ? String(q).trim() : "";
  return {
    ...(text ? { q: text } : {}),
    ...(status === "left" || status === "all" ? { status } : {}),
    ...(Number.isInteger(orgUnitId) && orgUnitId > 0 ? { org_unit_id: orgUnitId } : {}),
    ...(isRiskBand(riskBand) ? { risk_band: riskBand } : {}),
    ...(isSort(sort) && sort !== DEFAULT_SORT ? { sort } : {}),
  };
}

/** Whether a search narrows the list; the order, and whether leavers are in it, do not. */
export function isNarrowed({ q, org_unit_id: orgUnitId, risk_band: riskBand }: PeopleSearch): boolean {
  return [q, orgUnitId, riskBand].some((part) => part !== undefined);
}

/** The order after a click on a column: risk and dates start with the highest, texts with A. */
export function nextSort(current: Sort, column: SortColumn): Sort {
  const first: Sort = column === "probability_365" ? "-probability_365" : column;
  if (current === first) return first.startsWith("-") ? column : `-${column}`;
  return first;
}
