import { Notice } from "@/components/notice";
import type { Summary } from "./api";
import { ScoreButton } from "./score-button";
import { texts } from "./texts";

interface ForecastNoticesProps {
  summary: Summary;
}

/** That the forecasts are out of date, and what to mind when reading them. */
export function ForecastNotices({ summary }: ForecastNoticesProps) {
  return (
    <>
      {summary.state === "stale" ? (
        <Notice tone="stale" title={texts.staleTitle} action={<ScoreButton />}>
          {texts.staleHint}
        </Notice>
      ) : null}
      {summary.warnings.length > 0 ? (
        <Notice tone="info" title={texts.warningsTitle}>
          <ul>
            {summary.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}
