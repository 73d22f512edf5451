import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, done } from "@/lib/api";
import type { GetBody, PutInput } from "@/lib/api-types";
import { meQuery, useMe } from "@/features/auth/api";
import { cursorAfter, joinPages } from "@/lib/pages";
import { uploadFile } from "@/lib/upload";

export type Dataset = GetBody<"/api/v1/datasets/{dataset_id}">;
type DatasetPage = GetBody<"/api/v1/datasets/">;
export type DatasetColumn = Dataset["columns"][number];
export type DatasetProblem = Dataset["problems"][number];
export type MappingInput = PutInput<"/api/v1/datasets/{dataset_id}/mapping">;
export type Shape = MappingInput["shape"];

const datasetsKey = ["datasets"] as const;
const listKey = [...datasetsKey, "list"] as const;
const oneKey = (id: number) => [...datasetsKey, "one", id] as const;

/** All imports, newest first, page by page. */
export function useDatasets() {
  return useInfiniteQuery({
    queryKey: listKey,
    queryFn: ({ pageParam, signal }): Promise<DatasetPage> =>
      body(api.GET("/api/v1/datasets/", { params: { query: pageParam ? { cursor: Number(pageParam) } : {} }, signal })),
    initialPageParam: "",
    getNextPageParam: cursorAfter,
    select: joinPages,
  });
}

export function useDataset(id: number) {
  return useQuery({
    queryKey: oneKey(id),
    queryFn: ({ signal }): Promise<Dataset> =>
      body(api.GET("/api/v1/datasets/{dataset_id}", { ...pathOf(id), signal })),
  });
}

export function useTargets() {
  return useQuery({
    queryKey: [...datasetsKey, "targets"],
    queryFn: ({ signal }) => body(api.GET("/api/v1/datasets/targets", { signal })),
    staleTime: Infinity,
  });
}

interface Upload {
  file: File;
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

export function useUpload() {
  const keep = useKeep();
  return useMutation({
    mutationFn: ({ file, ...following }: Upload) =>
      uploadFile<Dataset>(`/api/v1/datasets/?filename=${encodeURIComponent(file.name)}`, file, following),
    onSuccess: keep,
  });
}

export function useConfirmMapping(id: number) {
  const keep = useKeep();
  return useMutation({
    mutationFn: (mapping: MappingInput) =>
      body(api.PUT("/api/v1/datasets/{dataset_id}/mapping", { ...pathOf(id), body: mapping })),
    onSuccess: keep,
  });
}

export function useCheck(id: number) {
  const keep = useKeep();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/datasets/{dataset_id}/check", pathOf(id))),
    onSuccess: keep,
  });
}

export function useCommit(id: number) {
  const workforceChanged = useWorkforceChanged();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/datasets/{dataset_id}/commit", pathOf(id))),
    onSuccess: workforceChanged,
  });
}

export function useUndo(id: number) {
  const workforceChanged = useWorkforceChanged();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/datasets/{dataset_id}/undo", pathOf(id))),
    onSuccess: workforceChanged,
  });
}

export function useDelete(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => done(api.DELETE("/api/v1/datasets/{dataset_id}", pathOf(id))),
    onSuccess: () => {
      client.removeQueries({ queryKey: oneKey(id) });
      return client.invalidateQueries({ queryKey: listKey });
    },
  });
}

function pathOf(id: number) {
  return { params: { path: { dataset_id: id } } };
}

/** Keeps a dataset that was answered; not when its reader has signed out meanwhile. */
function useKeep() {
  const client = useQueryClient();
  const { id: readerId } = useMe();
  return async (dataset: Dataset) => {
    if (client.getQueryData(meQuery.queryKey)?.id !== readerId) return;
    client.setQueryData(oneKey(dataset.id), dataset);
    await client.invalidateQueries({ queryKey: listKey });
  };
}

/** After a commit or an undo everything read about people may be out of date. */
function useWorkforceChanged() {
  const client = useQueryClient();
  const keep = useKeep();
  return async (dataset: Dataset) => {
    await keep(dataset);
    await client.invalidateQueries({
      predicate: ({ queryKey }) => ["employees", "predictions"].includes(String(queryKey[0])),
    });
  };
}
