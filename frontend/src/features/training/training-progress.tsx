import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { FormProblem } from "@/components/form-problem";
import { StatusMark } from "@/components/status-mark";
import { type TrainingJob, useCancelTraining } from "./api";
import { texts } from "./texts";
import classes from "./training.module.css";
import { useTrainingEvents } from "./use-training-events";

interface TrainingProgressProps {
  job: TrainingJob;
  mayCancel: boolean;
}

/** One active job: percent and message as they happen, and a way to stop it. */
export function TrainingProgress({ job, mayCancel }: TrainingProgressProps) {
  const latest = useTrainingEvents(job);
  const cancel = useCancelTraining();
  const isRunning = latest.status === "running";
  return (
    <Stack gap="xs" className={classes.progress} data-job={job.id}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Text fw={600} size="sm">
            {texts.progressOf(job.id)}
          </Text>
          <StatusMark tone={isRunning ? "running" : "waiting"}>
            {texts.statuses[latest.status] ?? latest.status}
          </StatusMark>
        </Group>
        {mayCancel ? (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => cancel.mutate(job.id)}
            loading={cancel.isPending}
            disabled={cancel.isSuccess}
          >
            {cancel.isSuccess ? texts.cancelling : texts.cancel}
          </Button>
        ) : null}
      </Group>
      <Progress.Root size="lg">
        <Progress.Section value={latest.progress} aria-label={texts.progressOf(job.id)} animated={isRunning} />
      </Progress.Root>
      <Group justify="space-between" gap="sm">
        <Text size="sm" role="status">
          {latest.message}
        </Text>
        <Text size="sm" fw={500} className="tabular" aria-hidden>
          {latest.progress}%
        </Text>
      </Group>
      <FormProblem error={cancel.error} />
    </Stack>
  );
}
