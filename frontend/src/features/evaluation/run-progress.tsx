import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { FormProblem } from "@/components/form-problem";
import { StatusMark } from "@/components/status-mark";
import { type Backtest, useCancelBacktest } from "./api";
import classes from "./evaluation.module.css";
import { texts } from "./texts";

interface RunProgressProps {
  backtest: Backtest;
  mayCancel: boolean;
}

/** An active backtest: percent and message, and a way to stop it. */
export function RunProgress({ backtest, mayCancel }: RunProgressProps) {
  const cancel = useCancelBacktest();
  const isRunning = backtest.status === "running";
  return (
    <Stack gap="xs" className={classes.progress}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Text fw={600} size="sm">
            {texts.progressOf(backtest.id)}
          </Text>
          <StatusMark tone={isRunning ? "running" : "waiting"}>{texts.statuses[backtest.status]}</StatusMark>
        </Group>
        {mayCancel ? (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => cancel.mutate(backtest.id)}
            loading={cancel.isPending}
            disabled={cancel.isSuccess}
          >
            {cancel.isSuccess ? texts.cancelling : texts.cancel}
          </Button>
        ) : null}
      </Group>
      <Progress.Root size="lg">
        <Progress.Section value={backtest.progress} aria-label={texts.progressOf(backtest.id)} animated={isRunning} />
      </Progress.Root>
      <Group justify="space-between" gap="sm">
        <Text size="sm" role="status">
          {backtest.message}
        </Text>
        <Text size="sm" fw={500} className="tabular" aria-hidden>
          {backtest.progress}%
        </Text>
      </Group>
      <FormProblem error={cancel.error} />
    </Stack>
  );
}
