import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";

type ShadowRuns = GetBody<"/api/v1/predictions/shadow-runs">;
export type ShadowRun = ShadowRuns["items"][number];
export type ShadowComparison = NonNullable<ShadowRun["comparison"]>;

const POLL_MS = 5000;

/** What a version made of the scorings, newest first; read again while its first comparison is awaited. */
export function useShadowRuns(modelVersionId: number, isShadow: boolean) {
  return useQuery({
    queryKey: ["predictions", "shadow", modelVersionId],
    queryFn: ({ signal }): Promise<ShadowRuns> =>
      body(
        api.GET("/api/v1/predictions/shadow-runs", {
          params: { query: { model_version_id: modelVersionId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (isShadow && state.data?.items.length === 0 ? POLL_MS : false),
  });
}
