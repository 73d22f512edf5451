import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";

type DriftChecks = GetBody<"/api/v1/predictions/drift-checks">;
export type DriftCheck = DriftChecks["items"][number];
export type PeopleDrift = NonNullable<DriftCheck["people"]>;
export type LeaverDrift = DriftCheck["leavers"][number];

const driftKey = ["predictions", "drift"] as const;
const POLL_MS = 2000;

/** The checks of a version, newest first; read again and again while one runs. */
export function useDriftChecks(modelVersionId: number) {
  return useQuery({
    queryKey: [...driftKey, modelVersionId],
    queryFn: ({ signal }): Promise<DriftChecks> =>
      body(
        api.GET("/api/v1/predictions/drift-checks", {
          params: { query: { model_version_id: modelVersionId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.items[0]?.status === "running" ? POLL_MS : false),
  });
}

export function useCheckDrift() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/predictions/drift-checks")),
    onSuccess: () => client.invalidateQueries({ queryKey: driftKey }),
  });
}
