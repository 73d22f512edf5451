import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { Permission } from "@/config/permissions";
import { api, body, done } from "@/lib/api";
import type { GetBody, PostInput } from "@/lib/api-types";
import { forgetDrafts } from "@/lib/drafts";
import { ApiProblem } from "@/lib/problem";
import { announceSession } from "@/lib/session-channel";

export type Me = GetBody<"/api/v1/auth/me">;

export const meKey = ["auth", "me"] as const;

export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: (): Promise<Me> => body(api.GET("/api/v1/auth/me")),
  staleTime: 5 * 60_000,
});

/** Who is signed in; routes inside the shell load it before they render. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** Whether the signed-in user holds the permission. */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: PostInput<"/api/v1/auth/login">) => body(api.POST("/api/v1/auth/login", { body: input })),
    onSuccess: async () => {
      client.clear();
      const me = await client.fetchQuery(meQuery);
      announceSession(me.id);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => done(api.POST("/api/v1/auth/logout")).catch(ignoreEnded),
    onSuccess: () => {
      client.clear();
      forgetDrafts();
      announceSession(null);
    },
  });
}

/** Who signs out of a session that has ended already is where they wanted to be. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: PostInput<"/api/v1/auth/password">) => done(api.POST("/api/v1/auth/password", { body: input })),
    onSuccess: () => client.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => client.clear()),
  });
}
