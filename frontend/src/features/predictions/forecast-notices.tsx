import { Notice } from "@/components/notice";
import type { Summary } from "./api";
import { ScoreButton } from "./score-button";
import { texts } from "./texts";
import { Warnings } from "./warnings";

interface ForecastNoticesProps {
  summary: Summary;
  /** Whether a scoring is under way that will replace these forecasts. */
  isScoring: boolean;
}

/** That the forecasts are out of date, and what to mind when reading them. */
export function ForecastNotices({ summary, isScoring }: ForecastNoticesProps) {
  return (
    <>
      {summary.state === "stale" ? <Stale isScoring={isScoring} /> : null}
      <Warnings title={texts.warningsTitle} warnings={otherWarnings(summary)} />
    </>
  );
}

function Stale({ isScoring }: { isScoring: boolean }) {
  return (
    <Notice tone="stale" title={texts.staleTitle} action={isScoring ? null : <ScoreButton />}>
      {isScoring ? texts.scoringHint : texts.staleHint}
    </Notice>
  );
}

/** The warnings without the one that the notice of stale forecasts already tells, with its button for those who may. */
function otherWarnings({ state, warnings }: Summary): readonly string[] {
  return state === "stale" ? warnings.filter((warning) => !warning.endsWith(": score again.")) : warnings;
}
