import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { predictionsKey } from "@/features/predictions/api";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";

export type WorkforceExplanation = GetBody<"/api/v1/explanations/">;
export type GroupExplanation = GetBody<"/api/v1/explanations/org-units/{org_unit_id}">;
export type PersonExplanation = GetBody<"/api/v1/explanations/employees/{employee_id}">;

export type Neighbours = GetBody<"/api/v1/explanations/employees/{employee_id}/neighbours">;
export type Sensitivity = GetBody<"/api/v1/explanations/employees/{employee_id}/sensitivity">;
export type ControllableChoice = GetBody<"/api/v1/explanations/controllable-attributes">["items"][number];
export type PartialDependence = GetBody<"/api/v1/explanations/partial-dependence">;

/** Below the forecasts' key: what was read of older forecasts is forgotten with them. */
const explanationsKey = [...predictionsKey, "explanations"] as const;

export function useWorkforceExplanation() {
  return useQuery({
    queryKey: [...explanationsKey, "workforce"],
    queryFn: ({ signal }): Promise<WorkforceExplanation> => body(api.GET("/api/v1/explanations/", { signal })),
  });
}

/** How the mean forecast follows one attribute; the model is asked, which takes a second or two. */
export function usePartialDependence(attribute: string) {
  return useQuery({
    queryKey: [...explanationsKey, "partial-dependence", attribute],
    queryFn: ({ signal }): Promise<PartialDependence> =>
      body(api.GET("/api/v1/explanations/partial-dependence", { params: { query: { attribute } }, signal })),
  });
}

/** Why the mean score of an org unit differs from everybody's; asked once a unit is chosen. */
export function useGroupExplanation(orgUnitId: number) {
  return useQuery({
    queryKey: [...explanationsKey, "org-unit", orgUnitId],
    queryFn: ({ signal }): Promise<GroupExplanation> =>
      body(
        api.GET("/api/v1/explanations/org-units/{org_unit_id}", { params: { path: { org_unit_id: orgUnitId } }, signal }),
      ),
  });
}

/** All contributions to one person's score. */
export function usePersonExplanation(employeeId: number, enabled: boolean) {
  return useQuery({
    queryKey: [...explanationsKey, "employee", employeeId],
    enabled,
    queryFn: ({ signal }): Promise<PersonExplanation> =>
      body(
        api.GET("/api/v1/explanations/employees/{employee_id}", { params: { path: { employee_id: employeeId } }, signal }),
      ),
  });
}

/** The people of the past most like a person, in groups. */
export function useNeighbours(employeeId: number, enabled: boolean) {
  return useQuery({
    queryKey: [...explanationsKey, "neighbours", employeeId],
    enabled,
    queryFn: ({ signal }): Promise<Neighbours> =>
      body(
        api.GET("/api/v1/explanations/employees/{employee_id}/neighbours", {
          params: { path: { employee_id: employeeId } },
          signal,
        }),
      ),
  });
}

const sensitivityKey = [...explanationsKey, "sensitivity"] as const;
const controllableKey = [...explanationsKey, "controllable"] as const;

/** How a person's forecast changes with controllable attributes; the model is asked, which takes a second or two. */
export function useSensitivity(employeeId: number, enabled: boolean) {
  return useQuery({
    queryKey: [...sensitivityKey, employeeId],
    enabled,
    queryFn: ({ signal }): Promise<Sensitivity> =>
      body(
        api.GET("/api/v1/explanations/employees/{employee_id}/sensitivity", {
          params: { path: { employee_id: employeeId } },
          signal,
        }),
      ),
  });
}

/** The attributes that can be marked as controllable, and which are. */
export function useControllable() {
  return useQuery({
    queryKey: controllableKey,
    queryFn: async ({ signal }): Promise<ControllableChoice[]> =>
      (await body(api.GET("/api/v1/explanations/controllable-attributes", { signal }))).items,
  });
}

/** Marks exactly these attributes. */
export function useSetControllable() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (attributes: string[]) =>
      body(api.PUT("/api/v1/explanations/controllable-attributes", { body: { attributes } })),
    onSuccess: ({ items }) => {
      client.setQueryData(controllableKey, items);
      return client.invalidateQueries({ queryKey: sensitivityKey });
    },
  });
}
