import { useQueryClient } from "@tanstack/react-query";
import { RunProgress } from "@/components/run-progress";
import { type Backtest, backtestsChanged, useCancelBacktest } from "./api";
import { texts } from "./texts";

/** One active backtest, followed live. */
export function BacktestProgress({ backtest, mayCancel }: { backtest: Backtest; mayCancel: boolean }) {
  const client = useQueryClient();
  return (
    <RunProgress
      run={backtest}
      title={texts.progressOf(backtest.id)}
      statuses={texts.statuses}
      events={`/api/v1/evaluation/backtests/${backtest.id}/events`}
      onFinished={() => void backtestsChanged(client)}
      cancel={useCancelBacktest()}
      cancelLabel={mayCancel ? texts.cancel : null}
    />
  );
}
