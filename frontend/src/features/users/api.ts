import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/lib/api";
import type { GetBody, PostInput } from "@/lib/api-types";
import type { paths } from "@/api/schema";

export type User = GetBody<"/api/v1/users/">["items"][number];
export type NewUser = PostInput<"/api/v1/users/">;
type UserChange = paths["/api/v1/users/{user_id}"]["patch"]["requestBody"]["content"]["application/json"];

const usersKey = ["users"] as const;

export function useUsers() {
  return useQuery({ queryKey: [...usersKey, "list"], queryFn: ({ signal }) => body(api.GET("/api/v1/users/", { signal })) });
}

export function useRoles() {
  return useQuery({
    queryKey: [...usersKey, "roles"],
    queryFn: ({ signal }) => body(api.GET("/api/v1/users/roles", { signal })),
    staleTime: Infinity,
  });
}

export function useCreateUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (user: NewUser) => body(api.POST("/api/v1/users/", { body: user })),
    onSuccess: () => client.invalidateQueries({ queryKey: usersKey }),
  });
}

export function useChangeUser(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: UserChange) =>
      body(api.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: id } }, body: change })),
    onSuccess: () => client.invalidateQueries({ queryKey: usersKey }),
  });
}
