import { Notice } from "@/components/notice";
import { formatDatesIn } from "@/lib/format";
import type { Summary } from "./api";
import { ScoreButton } from "./score-button";
import { texts } from "./texts";

interface ForecastNoticesProps {
  summary: Summary;
}

/** That the forecasts are out of date, and what to mind when reading them. */
export function ForecastNotices({ summary }: ForecastNoticesProps) {
  const warnings = otherWarnings(summary);
  return (
    <>
      {summary.state === "stale" ? (
        <Notice tone="stale" title={texts.staleTitle} action={<ScoreButton />}>
          {texts.staleHint}
        </Notice>
      ) : null}
      {warnings.length > 0 ? (
        <Notice tone="info" title={texts.warningsTitle}>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{formatDatesIn(warning)}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}

/** The warnings without the one that the notice of stale forecasts already tells, with its button for those who may. */
function otherWarnings({ state, warnings }: Summary): readonly string[] {
  return state === "stale" ? warnings.filter((warning) => !warning.endsWith(": score again.")) : warnings;
}
