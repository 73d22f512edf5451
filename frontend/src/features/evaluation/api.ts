import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";
import { isActive, POLL_MS } from "@/lib/long-runs";

type BacktestPage = GetBody<"/api/v1/evaluation/backtests">;
export type Backtest = BacktestPage["items"][number];
type BacktestWithResults = GetBody<"/api/v1/evaluation/backtests/{backtest_id}">;
export type Results = NonNullable<BacktestWithResults["results"]>;
export type HorizonFigures = Results["horizons"][number];
export type MonthFigures = HorizonFigures["months"][number];
export type Difference = HorizonFigures["differences"][number];
export type GroupFigures = NonNullable<Results["groups"]>;
type MonthList = GetBody<"/api/v1/evaluation/backtests/{backtest_id}/lists/{month}">;
export type ListedPerson = MonthList["items"][number];

const evaluationKey = ["evaluation"] as const;
const runsKey = [...evaluationKey, "runs"] as const;
const LIST_PEOPLE = 50;

/** The newest backtests; read again and again while one is active. */
export function useBacktests() {
  return useQuery({
    queryKey: runsKey,
    queryFn: ({ signal }): Promise<BacktestPage> => body(api.GET("/api/v1/evaluation/backtests", { signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(isActive) ? POLL_MS : false),
  });
}

/** One finished backtest with what it found. */
export function useBacktest(id: number) {
  return useQuery({
    queryKey: [...evaluationKey, "one", id],
    queryFn: ({ signal }): Promise<BacktestWithResults> =>
      body(api.GET("/api/v1/evaluation/backtests/{backtest_id}", { params: { path: { backtest_id: id } }, signal })),
  });
}

export function useStartBacktest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/evaluation/backtests", { body: {} })),
    onSuccess: () => client.invalidateQueries({ queryKey: runsKey }),
  });
}

export function useCancelBacktest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      body(api.POST("/api/v1/evaluation/backtests/{backtest_id}/cancel", { params: { path: { backtest_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: runsKey }),
  });
}

/** After the end of a backtest its results are there. */
export async function backtestsChanged(client: QueryClient) {
  await client.invalidateQueries({ queryKey: evaluationKey });
}

/** The list of a month as it was known then, the most likely leavers first, part by part. */
export function useMonthList(id: number, month: string) {
  return useInfiniteQuery({
    queryKey: [...evaluationKey, "list", id, month],
    queryFn: ({ pageParam, signal }): Promise<MonthList> =>
      body(
        api.GET("/api/v1/evaluation/backtests/{backtest_id}/lists/{month}", {
          params: { path: { backtest_id: id, month }, query: { limit: LIST_PEOPLE, offset: pageParam } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.length * LIST_PEOPLE;
      return shown < last.total ? shown : null;
    },
    select: ({ pages }) => ({ items: pages.flatMap((page) => page.items), total: pages.at(-1)?.total ?? 0 }),
  });
}
