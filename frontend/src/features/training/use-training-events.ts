import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { isActive, modelsChanged, type TrainingJob } from "./api";

function readJob(data: string): TrainingJob | null {
  try {
    const parsed: unknown = JSON.parse(data);
    return typeof parsed === "object" && parsed !== null && "status" in parsed ? (parsed as TrainingJob) : null;
  } catch {
    return null;
  }
}

/**
 * The job as its stream of events tells it, or as it was read while the stream is silent.
 * The browser opens a cut stream again by itself; meanwhile the list is polled.
 */
export function useTrainingEvents(job: TrainingJob): TrainingJob {
  const client = useQueryClient();
  const [latest, setLatest] = useState<TrainingJob | null>(null);
  const active = isActive(job);
  useEffect(() => {
    if (!active) return undefined;
    const source = new EventSource(`/api/v1/training/${job.id}/events`);
    const onProgress = (event: MessageEvent<string>) => {
      const next = readJob(event.data);
      if (next) setLatest(next);
    };
    const onFinished = () => {
      source.close();
      void modelsChanged(client);
    };
    source.addEventListener("progress", onProgress);
    source.addEventListener("finished", onFinished);
    // The polled list may tell of the end before the stream does: then the models are read again here.
    return onFinished;
  }, [active, job.id, client]);
  return latest && latest.id === job.id && latest.progress >= job.progress && active ? latest : job;
}
