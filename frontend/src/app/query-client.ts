import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem, toProblem } from "@/lib/problem";
import { meKey } from "@/features/auth/api";

/**
 * The cache of answers. When the session has ended, forgets everything read with it and calls `onSignedOut`.
 * It asks whatever the browser says of the network: the server may be this machine.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (!(error instanceof ApiProblem) || error.status !== 401) return;
    if (error.code === "wrong_credentials") return;
    if (client.getQueryData(meKey) === undefined) return;
    client.clear();
    onSignedOut();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: "always",
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isWorthARetry(error),
      },
      mutations: { networkMode: "always" },
    },
  });
  return client;
}

function isWorthARetry(error: unknown): boolean {
  const { status } = toProblem(error);
  return status === 0 || status === 502 || status === 504;
}
