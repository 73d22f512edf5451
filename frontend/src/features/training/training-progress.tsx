import { useQueryClient } from "@tanstack/react-query";
import { RunProgress } from "@/components/run-progress";
import { modelsChanged, type TrainingJob, useCancelTraining } from "./api";
import { texts } from "./texts";

/** One active training, followed live. */
export function TrainingProgress({ job, mayCancel }: { job: TrainingJob; mayCancel: boolean }) {
  const client = useQueryClient();
  return (
    <RunProgress
      run={job}
      title={texts.progressOf(job.id)}
      statuses={texts.statuses}
      events={`/api/v1/training/${job.id}/events`}
      onFinished={() => void modelsChanged(client)}
      cancel={useCancelTraining()}
      cancelLabel={mayCancel ? texts.cancel : null}
    />
  );
}
