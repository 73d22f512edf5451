import { useEffect, useRef, useState } from "react";

/** What takes minutes in the worker, as far as it can be followed. */
export interface LongRun {
  id: number;
  status: string;
  progress: number;
  message: string | null;
}

/** While one is active its list is read again this often, in case its stream is cut. */
export const POLL_MS = 4000;

/** Whether it still waits or runs. */
export function isActive(run: LongRun): boolean {
  return run.status === "queued" || run.status === "running";
}

function readRun(data: string): LongRun | null {
  try {
    const parsed: unknown = JSON.parse(data);
    return typeof parsed === "object" && parsed !== null && "status" in parsed ? (parsed as LongRun) : null;
  } catch {
    return null;
  }
}

/**
 * The run as the stream of events at `address` tells it, or as it was read while the stream is silent.
 * The browser opens a cut stream again by itself; meanwhile the list is polled. `onFinished` is called when it
 * has ended or is followed no more.
 */
export function useRunEvents(run: LongRun, address: string, onFinished: () => void): LongRun {
  const [latest, setLatest] = useState<LongRun | null>(null);
  const finish = useRef(onFinished);
  useEffect(() => {
    finish.current = onFinished;
  });
  const active = isActive(run);
  useEffect(() => {
    if (!active) return undefined;
    const source = new EventSource(address);
    const onProgress = (event: MessageEvent<string>) => {
      const next = readRun(event.data);
      if (next) setLatest(next);
    };
    const end = () => {
      source.close();
      finish.current();
    };
    source.addEventListener("progress", onProgress);
    source.addEventListener("finished", end);
    // The polled list may tell of the end before the stream does: then what came of it is read again here.
    return end;
  }, [active, address]);
  return latest && latest.id === run.id && latest.progress >= run.progress && active ? latest : run;
}
