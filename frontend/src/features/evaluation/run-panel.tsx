import { Button, Stack } from "@mantine/core";
import { FormProblem } from "@/components/form-problem";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { useMay } from "@/features/auth/api";
import { isActive } from "@/lib/long-runs";
import { type Backtest, useStartBacktest } from "./api";
import { BacktestProgress } from "./backtest-progress";
import { texts } from "./texts";

interface RunPanelProps {
  backtests: readonly Backtest[];
  /** Why none can be started with the present data. */
  obstacle: string | null;
}

/** Starts a backtest, follows the active one, and says why the last one failed or none is possible. */
export function RunPanel({ backtests, obstacle }: RunPanelProps) {
  const mayRun = useMay("training:run");
  const start = useStartBacktest();
  const active = backtests.filter(isActive);
  const newest = backtests[0];
  const button = mayRun ? (
    <Button onClick={() => start.mutate()} loading={start.isPending} disabled={active.length > 0 || obstacle !== null}>
      {texts.start}
    </Button>
  ) : null;
  if (!mayRun && active.length === 0 && newest?.status !== "failed" && obstacle === null) return null;
  return (
    <Panel title={texts.runTitle} description={texts.runHint} actions={button}>
      <Stack gap="md">
        {obstacle ? (
          <Notice tone="info" title={texts.obstacleTitle}>
            {obstacle}
          </Notice>
        ) : null}
        <FormProblem error={start.error} />
        {newest?.status === "failed" ? (
          <Notice tone="error" title={texts.failedTitle(newest.id)}>
            {newest.message}
          </Notice>
        ) : null}
        {active.map((backtest) => (
          <BacktestProgress key={backtest.id} backtest={backtest} mayCancel={mayRun} />
        ))}
      </Stack>
    </Panel>
  );
}
