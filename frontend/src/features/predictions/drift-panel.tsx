import { Button, Stack, Text } from "@mantine/core";
import { FormProblem } from "@/components/form-problem";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { useMay } from "@/features/auth/api";
import { type DriftCheck, useCheckDrift, useDriftChecks } from "./drift-api";
import { DriftFeatures, DriftLeavers } from "./drift-tables";
import { driftTexts as texts } from "./drift-texts";

interface DriftPanelProps {
  modelVersionId: number;
  isPromoted: boolean;
}

/** Whether present people still look and leave like those a version knows, and what to do if not. */
export function DriftPanel({ modelVersionId, isPromoted }: DriftPanelProps) {
  const checks = useDriftChecks(modelVersionId);
  const check = useCheckDrift();
  const mayCheck = useMay("predictions:score") && isPromoted;
  const isRunning = checks.data?.items[0]?.status === "running";
  if (!isPromoted && !checks.data?.items.length) return null;
  return (
    <Panel
      title={texts.title}
      description={texts.hint}
      actions={
        mayCheck ? (
          <Button variant="default" onClick={() => check.mutate()} loading={check.isPending} disabled={isRunning}>
            {texts.check}
          </Button>
        ) : null
      }
    >
      <Stack gap="md">
        <FormProblem error={check.error} />
        <QueryView query={checks} skeleton={<SkeletonRows count={3} />}>
          {(data) => <Checks checks={data.items} />}
        </QueryView>
      </Stack>
    </Panel>
  );
}

function Checks({ checks }: { checks: readonly DriftCheck[] }) {
  const isRunning = checks[0]?.status === "running";
  const done = checks.filter((one) => one.status !== "running");
  const newest = done[0];
  if (!newest) return <Text size="sm">{isRunning ? texts.running : texts.none}</Text>;
  return (
    <Stack gap="md">
      {isRunning ? <Text size="sm">{texts.running}</Text> : null}
      <Outcome check={newest} />
      {done.length > 1 ? (
        <Text size="sm" c="dimmed">
          {texts.earlier(done.filter((one) => one.is_alarm).length, done.length)}
        </Text>
      ) : null}
    </Stack>
  );
}

function Outcome({ check }: { check: DriftCheck }) {
  if (check.status === "failed") return <Notice tone="error">{check.message}</Notice>;
  const peopleDrifted = check.people !== null && check.people.verdict !== "stable";
  return (
    <>
      {check.is_alarm ? (
        <Notice tone="stale" title={texts.loud}>
          {peopleDrifted ? <p>{texts.whatToDoPeople}</p> : null}
          {check.leavers.some((one) => one.is_alarm) ? <p>{texts.whatToDoLeavers}</p> : null}
        </Notice>
      ) : (
        <Notice tone="done">{texts.quiet}</Notice>
      )}
      {check.leavers.length > 0 ? <DriftLeavers leavers={check.leavers} /> : null}
      {check.people === null ? (
        <Text size="sm">{texts.tooFew}</Text>
      ) : (
        <>
          <Text size="sm">
            {check.as_of ? texts.checkedAsOf(check.as_of, check.people.people_now, check.people.people_then) : null}
          </Text>
          <DriftFeatures people={check.people} />
          <Text size="xs" c="dimmed">
            {texts.scale}
          </Text>
        </>
      )}
    </>
  );
}
