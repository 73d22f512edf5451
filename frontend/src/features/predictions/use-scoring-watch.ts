import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { newestRunQuery, predictionsKey, type ScoringRun, type Summary } from "./api";

const POLL_MS = 3000;
/** A scoring takes seconds to minutes; asking for longer would only keep the session open. */
const PATIENCE_MS = 15 * 60_000;

/** The states in which a scoring may be under way; in others nothing needs to be asked. */
const UNSETTLED = new Set<Summary["state"]>(["stale", "scoring", "no_scores"]);

/**
 * Whether a scoring of everybody is under way, started here or by the server itself. Meanwhile the newest run is
 * asked for, for a limited time, and when it has ended the forecasts are read again.
 */
export function useScoringWatch(summary: Summary | undefined): boolean {
  const client = useQueryClient();
  const since = useRef<number | null>(null);
  const state = summary?.state;
  const isUnsettled = state !== undefined && UNSETTLED.has(state);
  const { data: newest } = useQuery({
    ...newestRunQuery,
    enabled: isUnsettled,
    refetchInterval: (query) => {
      if (!isUnsettled || !isAwaited(query.state.data, state)) {
        since.current = null;
        return false;
      }
      since.current ??= Date.now();
      return Date.now() - since.current < PATIENCE_MS ? POLL_MS : false;
    },
  });
  const isRunning = isUnsettled && newest?.status === "running";
  const ended = newest && newest.status !== "running" ? newest.id : null;
  const endedBefore = useRef<number | null | undefined>(undefined);
  useEffect(() => {
    if (newest === undefined) return;
    const hasEndedHere = endedBefore.current !== undefined && endedBefore.current !== ended && ended !== null;
    endedBefore.current = ended;
    // The summary may have been read just before the run ended.
    const isBehind = state === "scoring" && !isRunning;
    if (hasEndedHere || isBehind) void client.invalidateQueries({ queryKey: predictionsKey });
  }, [newest, ended, isRunning, state, client]);
  return isRunning || state === "scoring";
}

/** A run is awaited while it runs, and after the very first promotion, while it is not yet in the list. */
function isAwaited(newest: ScoringRun | null | undefined, state: Summary["state"]): boolean {
  if (newest) return newest.status === "running";
  return newest === null && state !== "stale";
}
