import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";
import { ApiProblem } from "@/lib/problem";

export type Summary = GetBody<"/api/v1/predictions/summary">;
export type Prediction = GetBody<"/api/v1/predictions/{employee_id}">;

export const predictionsKey = ["predictions"] as const;

const POLL_MS = 5000;
const AWAITING = new Set<Summary["state"]>(["stale", "no_scores"]);

/** The forecast of everybody in scope or of one org unit; read again while a scoring is awaited. */
export function useSummary(orgUnitId: number | undefined) {
  return useQuery({
    refetchInterval: ({ state }) => (state.data && AWAITING.has(state.data.state) ? POLL_MS : false),
    queryKey: [...predictionsKey, "summary", orgUnitId ?? "all"],
    queryFn: (): Promise<Summary> =>
      body(
        api.GET("/api/v1/predictions/summary", {
          params: { query: orgUnitId === undefined ? {} : { org_unit_id: orgUnitId } },
        }),
      ),
  });
}

const predictionQuery = (employeeId: number) =>
  queryOptions({
    queryKey: [...predictionsKey, "employee", employeeId],
    queryFn: async (): Promise<Prediction | null> => {
      try {
        return await body(
          api.GET("/api/v1/predictions/{employee_id}", { params: { path: { employee_id: employeeId } } }),
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
