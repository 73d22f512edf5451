import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { employeesKey } from "@/features/employees/api";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";
import { ApiProblem } from "@/lib/problem";

export type Summary = GetBody<"/api/v1/predictions/summary">;
export type Prediction = GetBody<"/api/v1/predictions/{employee_id}">;
export type MonthlyLeavers = GetBody<"/api/v1/predictions/months">;
export type ScoringRun = GetBody<"/api/v1/predictions/runs">["items"][number];

export const predictionsKey = ["predictions"] as const;
const personKey = [...predictionsKey, "employee"] as const;

/** The forecast of everybody in scope or of one org unit. */
export function useSummary(orgUnitId: number | undefined) {
  const summary = useQuery({
    queryKey: [...predictionsKey, "summary", orgUnitId ?? "all"],
    queryFn: ({ signal }): Promise<Summary> =>
      body(
        api.GET("/api/v1/predictions/summary", {
          params: { query: orgUnitId === undefined ? {} : { org_unit_id: orgUnitId } },
          signal,
        }),
      ),
  });
  useForgetReplaced(summary.data?.scored_at);
  return summary;
}

/** Once people have been scored anew, what was read of them with older forecasts is out of date. */
function useForgetReplaced(scoredAt: string | null | undefined) {
  const client = useQueryClient();
  const before = useRef(scoredAt);
  useEffect(() => {
    if (scoredAt === undefined) return;
    if (before.current !== undefined && before.current !== scoredAt) {
      void client.invalidateQueries({ queryKey: employeesKey });
      void client.invalidateQueries({ queryKey: personKey });
    }
    before.current = scoredAt;
  }, [client, scoredAt]);
}

/** The scoring that was started last; null before the first. */
export const newestRunQuery = queryOptions({
  queryKey: [...predictionsKey, "newest-run"],
  queryFn: async ({ signal }): Promise<ScoringRun | null> => {
    const { items } = await body(api.GET("/api/v1/predictions/runs", { params: { query: { limit: 1 } }, signal }));
    return items[0] ?? null;
  },
});

/** The expected leavers of everybody in scope or of one org unit in each of the coming months. */
export function useMonths(orgUnitId: number | undefined) {
  return useQuery({
    queryKey: [...predictionsKey, "months", orgUnitId ?? "all"],
    queryFn: ({ signal }): Promise<MonthlyLeavers> =>
      body(
        api.GET("/api/v1/predictions/months", {
          params: { query: orgUnitId === undefined ? {} : { org_unit_id: orgUnitId } },
          signal,
        }),
      ),
  });
}

/** Fetches the forecasts of everybody in scope as a file. */
export function useExport() {
  return useMutation({
    mutationFn: async (): Promise<Blob> =>
      body(api.GET("/api/v1/predictions/export", { parseAs: "blob" }) as Promise<{ data?: Blob; response: Response }>),
  });
}

const predictionQuery = (employeeId: number) =>
  queryOptions({
    queryKey: [...personKey, employeeId],
    queryFn: async ({ signal }): Promise<Prediction | null> => {
      try {
        return await body(
          api.GET("/api/v1/predictions/{employee_id}", { params: { path: { employee_id: employeeId } }, signal }),
        );
      } catch (error) {
        if (error instanceof ApiProblem && error.code === "no_forecast") return null;
        throw error;
      }
    },
  });

/** The forecast of one person; null where there is none (leavers are not scored). */
export function usePrediction(employeeId: number) {
  return useQuery(predictionQuery(employeeId));
}

/** Starts the scoring of everybody; the forecasts appear when the worker has finished. */
export function useStartScoring() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/predictions/score")),
    onSuccess: () => client.invalidateQueries({ queryKey: predictionsKey }),
  });
}
