import { Button, Group, Stack, Text } from "@mantine/core";
import { FormProblem } from "@/components/form-problem";
import { Panel } from "@/components/panel";
import { StatusMark } from "@/components/status-mark";
import { useMay } from "@/features/auth/api";
import { formatMoment } from "@/lib/format";
import { type Duty, isUnderWay, useAskFor } from "./api";
import { texts } from "./texts";

/** What the scheduler does at once on request, how far it is, and how it went the last time. */
export function DutiesPanel({ duties }: { duties: readonly Duty[] }) {
  return (
    <Panel title={texts.dutiesTitle} description={texts.dutiesHint}>
      <Stack gap="md">
        {duties.map((duty) => (
          <DutyRow key={duty.name} duty={duty} />
        ))}
      </Stack>
    </Panel>
  );
}

function DutyRow({ duty }: { duty: Duty }) {
  const mayRun = useMay("recovery:run");
  const ask = useAskFor(duty.name);
  const isBusy = isUnderWay(duty);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Text fw={600} size="sm">
            {texts.duties[duty.name]}
          </Text>
          <DutyMark duty={duty} />
        </Group>
        {mayRun ? (
          <Button variant="default" onClick={() => ask.mutate()} loading={ask.isPending} disabled={isBusy}>
            {texts.starts[duty.name]}
          </Button>
        ) : null}
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {describe(duty)}
      </Text>
      <FormProblem error={ask.error} />
    </Stack>
  );
}

function DutyMark({ duty }: { duty: Duty }) {
  if (duty.state === "running") return <StatusMark tone="running">{texts.running}</StatusMark>;
  if (duty.state === "waiting") return <StatusMark tone="waiting">{texts.waiting}</StatusMark>;
  if (duty.outcome === "failed") return <StatusMark tone="failed">{texts.failed}</StatusMark>;
  return <StatusMark tone="past">{texts.idle}</StatusMark>;
}

function describe(duty: Duty): string {
  if (duty.state === "running") return texts.since(formatMoment(duty.tried_at));
  if (duty.outcome === "failed") return texts.lastFailed(formatMoment(duty.tried_at), duty.reason ?? "");
  return duty.succeeded_at ? texts.lastDone(formatMoment(duty.succeeded_at)) : texts.neverTried;
}
