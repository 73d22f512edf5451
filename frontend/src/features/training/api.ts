import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";
import { isActive, POLL_MS } from "@/lib/long-runs";
import { cursorAfter, joinPages } from "@/lib/pages";

export type TrainingJob = GetBody<"/api/v1/training/{training_job_id}">;
export type ModelVersion = GetBody<"/api/v1/models/{model_version_id}">;
type ModelPage = GetBody<"/api/v1/models/">;
export type ModelSummary = ModelPage["items"][number];

const trainingKey = ["training"] as const;
const jobsKey = [...trainingKey, "jobs"] as const;
const modelsKey = [...trainingKey, "models"] as const;

/** All jobs, newest first; read again and again while one is active, in case its stream is cut. */
export function useTrainingJobs() {
  return useQuery({
    queryKey: jobsKey,
    queryFn: ({ signal }) => body(api.GET("/api/v1/training/", { signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(isActive) ? POLL_MS : false),
  });
}

/** Starts a training that learns from some columns although they seem to tell who left. */
export function useStartTraining() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keepColumns: string[]) => body(api.POST("/api/v1/training/", { body: { keep_columns: keepColumns } })),
    onSuccess: () => client.invalidateQueries({ queryKey: jobsKey }),
  });
}

export function useCancelTraining() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      body(api.POST("/api/v1/training/{training_job_id}/cancel", { params: { path: { training_job_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: jobsKey }),
  });
}

/** All model versions, newest first, page by page. */
export function useModels() {
  return useInfiniteQuery({
    queryKey: [...modelsKey, "list"],
    queryFn: ({ pageParam, signal }): Promise<ModelPage> =>
      body(api.GET("/api/v1/models/", { params: { query: pageParam ? { cursor: pageParam } : {} }, signal })),
    initialPageParam: "",
    getNextPageParam: cursorAfter,
    select: joinPages,
  });
}

export function useModel(id: number) {
  return useQuery({
    queryKey: [...modelsKey, "one", id],
    queryFn: ({ signal }): Promise<ModelVersion> =>
      body(api.GET("/api/v1/models/{model_version_id}", { params: { path: { model_version_id: id } }, signal })),
  });
}

export function usePromote(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(api.POST("/api/v1/models/{model_version_id}/promote", { params: { path: { model_version_id: id } } })),
    onSuccess: () => modelsChanged(client),
  });
}

export function useSetShadow(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isShadow: boolean) =>
      body(
        api.PUT("/api/v1/models/{model_version_id}/shadow", {
          params: { path: { model_version_id: id } },
          body: { is_shadow: isShadow },
        }),
      ),
    onSuccess: () => modelsChanged(client),
  });
}

export type PromotionPage = GetBody<"/api/v1/models/promotions">;
export type Promotion = PromotionPage["items"][number];

/** Which version forecast from when on, newest first, and where a rollback would lead. */
export function usePromotions() {
  return useQuery({
    queryKey: [...modelsKey, "promotions"],
    queryFn: ({ signal }): Promise<PromotionPage> => body(api.GET("/api/v1/models/promotions", { signal })),
  });
}

export function useRollBack() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (fromVersionId: number) =>
      body(api.POST("/api/v1/models/rollback", { body: { from_version_id: fromVersionId } })),
    onSettled: () => modelsChanged(client),
  });
}

export type ModelCard = GetBody<"/api/v1/models/{model_version_id}/card">;
export type DataCard = NonNullable<ModelCard["data"]>;
export type AttributeSummary = DataCard["attributes"][number];

export function useModelCard(id: number) {
  return useQuery({
    queryKey: [...modelsKey, "card", id],
    queryFn: ({ signal }): Promise<ModelCard> =>
      body(api.GET("/api/v1/models/{model_version_id}/card", { params: { path: { model_version_id: id } }, signal })),
  });
}

/** The card as a Markdown file's text. */
export function readCardText(id: number): Promise<string> {
  return body(
    api.GET("/api/v1/models/{model_version_id}/card.md", {
      params: { path: { model_version_id: id } },
      parseAs: "text",
    }),
  );
}

/** After a finished job or a promotion, models and forecasts are other ones. */
export async function modelsChanged(client: QueryClient) {
  await Promise.all([
    client.invalidateQueries({ queryKey: trainingKey }),
    client.invalidateQueries({ predicate: (query) => ["employees", "predictions"].includes(String(query.queryKey[0])) }),
  ]);
}
