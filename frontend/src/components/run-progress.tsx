import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import { FormProblem } from "@/components/form-problem";
import { StatusMark } from "@/components/status-mark";
import { type LongRun, useRunEvents } from "@/lib/long-runs";
import classes from "./run-progress.module.css";
import { texts } from "./texts";

interface RunProgressProps {
  run: LongRun;
  title: string;
  /** What a status is called. */
  statuses: Record<string, string>;
  /** Where its stream of events is. */
  events: string;
  onFinished: () => void;
  cancel: UseMutationResult<unknown, Error, number>;
  /** What the button says; null where the run may not be stopped. */
  cancelLabel: string | null;
}

/** One active run: percent and message as they happen, and a way to stop it. */
export function RunProgress({ run, title, statuses, events, onFinished, cancel, cancelLabel }: RunProgressProps) {
  const latest = useRunEvents(run, events, onFinished);
  const isRunning = latest.status === "running";
  return (
    <Stack gap="xs" className={classes.progress}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Text fw={600} size="sm">
            {title}
          </Text>
          <StatusMark tone={isRunning ? "running" : "waiting"}>
            {statuses[latest.status] ?? latest.status}
          </StatusMark>
        </Group>
        {cancelLabel ? (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => cancel.mutate(run.id)}
            loading={cancel.isPending}
            disabled={cancel.isSuccess}
          >
            {cancel.isSuccess ? texts.cancelling : cancelLabel}
          </Button>
        ) : null}
      </Group>
      <Progress.Root size="lg">
        <Progress.Section value={latest.progress} aria-label={title} animated={isRunning} />
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
