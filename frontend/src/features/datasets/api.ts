import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, done } from "@/lib/api";
import type { GetBody, PutInput } from "@/lib/api-types";
import { uploadFile } from "@/lib/upload";

export type Dataset = GetBody<"/api/v1/datasets/{dataset_id}">;
export type DatasetColumn = Dataset["columns"][number];
export type DatasetProblem = Dataset["problems"][number];
export type MappingInput = PutInput<"/api/v1/datasets/{dataset_id}/mapping">;
export type Shape = MappingInput["shape"];

const datasetsKey = ["datasets"] as const;
const oneKey = (id: number) => [...datasetsKey, "one", id] as const;

export function useDatasets() {
  return useQuery({
    queryKey: [...datasetsKey, "list"],
    queryFn: () => body(api.GET("/api/v1/datasets/")),
  });
}

export function useDataset(id: number) {
  return useQuery({
    queryKey: oneKey(id),
    queryFn: (): Promise<Dataset> => body(api.GET("/api/v1/datasets/{dataset_id}", pathOf(id))),
  });
}

export function useTargets() {
  return useQuery({
    queryKey: [...datasetsKey, "targets"],
    queryFn: () => body(api.GET("/api/v1/datasets/targets")),
    staleTime: Infinity,
  });
}

interface Upload {
  file: File;
  onProgress: (share: number) => void;
}

export function useUpload() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ file, onProgress }: Upload) =>
      uploadFile<Dataset>(`/api/v1/datasets/?filename=${encodeURIComponent(file.name)}`, file, onProgress),
    onSuccess: (dataset) => keep(client, dataset),
  });
}

export function useConfirmMapping(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mapping: MappingInput) =>
      body(api.PUT("/api/v1/datasets/{dataset_id}/mapping", { ...pathOf(id), body: mapping })),
    onSuccess: (dataset) => keep(client, dataset),
  });
}

export function useCheck(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/datasets/{dataset_id}/check", pathOf(id))),
    onSuccess: (dataset) => keep(client, dataset),
  });
}

export function useCommit(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/datasets/{dataset_id}/commit", pathOf(id))),
    onSuccess: (dataset) => workforceChanged(client, dataset),
  });
}

export function useUndo(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/datasets/{dataset_id}/undo", pathOf(id))),
    onSuccess: (dataset) => workforceChanged(client, dataset),
  });
}

export function useDelete(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/datasets/{dataset_id}", pathOf(id))),
    onSuccess: () => {
      client.removeQueries({ queryKey: oneKey(id) });
      return client.invalidateQueries({ queryKey: [...datasetsKey, "list"] });
    },
  });
}

function pathOf(id: number) {
  return { params: { path: { dataset_id: id } } };
}

function keep(client: QueryClient, dataset: Dataset) {
  client.setQueryData(oneKey(dataset.id), dataset);
  return client.invalidateQueries({ queryKey: [...datasetsKey, "list"] });
}

/** After a commit or an undo everything read about people may be out of date. */
async function workforceChanged(client: QueryClient, dataset: Dataset) {
  await keep(client, dataset);
  await client.invalidateQueries({ predicate: (query) => ["employees", "predictions"].includes(String(query.queryKey[0])) });
}
