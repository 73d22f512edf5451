import { Button, Stack } from "@mantine/core";
import { FormProblem } from "@/components/form-problem";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { useMay } from "@/features/auth/api";
import { isActive } from "@/lib/long-runs";
import { type TrainingJob, useStartTraining, useTrainingJobs } from "./api";
import { JobsTable } from "./jobs-table";
import { LeakageNotice } from "./leakage-notice";
import { texts } from "./texts";
import { TrainingProgress } from "./training-progress";

/** Starts a training, follows the active one live, and lists the last runs. */
export function TrainingPanel() {
  const jobs = useTrainingJobs();
  const mayTrain = useMay("training:run");
  const start = useStartTraining();
  const hasActive = jobs.data?.items.some(isActive) ?? false;
  const button = mayTrain ? (
    <Button onClick={() => start.mutate([])} loading={start.isPending} disabled={hasActive}>
      {texts.train}
    </Button>
  ) : null;
  return (
    <Panel title={texts.trainTitle} description={texts.trainHint} actions={button}>
      <Stack gap="md">
        <FormProblem error={start.error} />
        <QueryView query={jobs} skeleton={<SkeletonRows count={2} />}>
          {(data) => <Jobs jobs={data.items} mayTrain={mayTrain} onKeep={start.mutate} />}
        </QueryView>
      </Stack>
    </Panel>
  );
}

interface JobsProps {
  jobs: readonly TrainingJob[];
  mayTrain: boolean;
  onKeep: (columns: string[]) => void;
}

function Jobs({ jobs, mayTrain, onKeep }: JobsProps) {
  const active = jobs.filter(isActive);
  const finished = jobs.filter((job) => !isActive(job));
  return (
    <Stack gap="md">
      {active.map((job) => (
        <TrainingProgress key={job.id} job={job} mayCancel={mayTrain} />
      ))}
      {active.length === 0 ? <LeakageNotice metrics={finished[0]?.metrics} onKeep={mayTrain ? onKeep : undefined} /> : null}
      <JobsTable jobs={finished.slice(0, 5)} />
    </Stack>
  );
}
