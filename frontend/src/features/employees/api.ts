import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";
import { DEFAULT_SORT, type PeopleSearch } from "./search";

type EmployeePage = GetBody<"/api/v1/employees/">;
export type EmployeeRow = EmployeePage["items"][number];
export type EmployeeDetail = GetBody<"/api/v1/employees/{employee_id}">;
export type EmployeeHistory = GetBody<"/api/v1/employees/{employee_id}/history">;
export type OrgUnit = GetBody<"/api/v1/employees/org-units">["items"][number];

export const employeesKey = ["employees"] as const;

const PAGE_SIZE = 100;

/**
 * The list's pages, read as the reader scrolls. Coming back to the window reads none of them again: each is audited as
 * a read of its people.
 */
export function usePeople(search: PeopleSearch) {
  const { q, org_unit_id: orgUnitId, risk_band: riskBand, status = "active", sort = DEFAULT_SORT } = search;
  return useInfiniteQuery({
    queryKey: [...employeesKey, "list", search],
    queryFn: ({ pageParam, signal }): Promise<EmployeePage> =>
      body(
        api.GET("/api/v1/employees/", {
          params: {
            query: {
              limit: PAGE_SIZE,
              sort,
              ...(status === "all" ? {} : { status }),
              ...(q ? { q } : {}),
              ...(orgUnitId ? { org_unit_id: orgUnitId } : {}),
              ...(riskBand ? { risk_band: riskBand } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
}

export function useEmployee(employeeId: number) {
  return useQuery({
    queryKey: [...employeesKey, "one", employeeId],
    queryFn: ({ signal }): Promise<EmployeeDetail> =>
      body(api.GET("/api/v1/employees/{employee_id}", { ...pathOf(employeeId), signal })),
  });
}

export function useEmployeeHistory(employeeId: number) {
  return useQuery({
    queryKey: [...employeesKey, "history", employeeId],
    queryFn: ({ signal }): Promise<EmployeeHistory> =>
      body(api.GET("/api/v1/employees/{employee_id}/history", { ...pathOf(employeeId), signal })),
  });
}

export function useOrgUnits() {
  return useQuery({
    queryKey: [...employeesKey, "org-units"],
    queryFn: async ({ signal }): Promise<OrgUnit[]> =>
      (await body(api.GET("/api/v1/employees/org-units", { signal }))).items,
  });
}

function pathOf(employeeId: number) {
  return { params: { path: { employee_id: employeeId } } };
}
