import { Text } from "@mantine/core";
import { IntervalBar } from "@/components/interval-bar";
import { Panel } from "@/components/panel";
import { Suppressed } from "@/components/suppressed";
import { texts as shared } from "@/components/texts";
import type { Estimate } from "@/lib/api-types";
import { formatInteger, formatPeople } from "@/lib/format";
import type { Summary } from "./api";
import { CausesTable } from "./causes-table";
import classes from "./expected-leavers.module.css";
import { Extrapolated } from "./extrapolated";
import { NoFigure } from "./no-figure";
import { texts } from "./texts";

interface ExpectedLeaversProps {
  summary: Summary;
}

/** Headcount, and how many are expected to leave within each horizon. */
export function ExpectedLeavers({ summary }: ExpectedLeaversProps) {
  const headcount = summary.headcount ?? null;
  const max = Math.max(1, ...summary.expected_leavers.map((item) => item.estimate?.upper ?? 0));
  return (
    <Panel title={texts.expectedTitle} description={texts.expectedHint(summary.forecast_count || null)}>
      <div className={classes.grid}>
        <div className={classes.figure}>
          <Text size="sm" c="dimmed">
            {texts.headcount}
          </Text>
          {headcount === null ? (
            <Suppressed />
          ) : (
            <>
              <data className={classes.number} value={headcount} data-figure="headcount">
                {formatInteger(headcount)}
              </data>
              <Text size="sm">{texts.headcountUnit}</Text>
            </>
          )}
          {typeof summary.leavers_last_365_days === "number" && summary.as_of ? (
            <Text size="xs" c="dimmed" mt="auto">
              {texts.leaversLastYear(summary.leavers_last_365_days, summary.as_of)}
            </Text>
          ) : null}
        </div>
        {summary.expected_leavers.map((item) => (
          <Horizon key={item.horizon_days} summary={summary} item={item} max={max} />
        ))}
      </div>
      <CausesTable
        title={texts.leaversByCauseTitle}
        hint={texts.causesHint}
        format={formatPeople}
        horizons={summary.expected_leavers.map(({ horizon_days: days, causes }) => ({
          days,
          parts: causes.map(({ cause, expected }) => ({ cause, value: expected })),
        }))}
      />
    </Panel>
  );
}

interface HorizonProps {
  summary: Summary;
  item: Summary["expected_leavers"][number];
  max: number;
}

function Horizon({ summary, item, max }: HorizonProps) {
  const { estimate, horizon_days: days } = item;
  return (
    <div className={classes.figure}>
      <Text size="sm" c="dimmed">
        {texts.within(days)}
      </Text>
      {estimate ? <Figure estimate={estimate} days={days} max={max} /> : <NoFigure summary={summary} />}
      {item.extrapolated ? <Extrapolated /> : null}
    </div>
  );
}

interface FigureProps {
  estimate: Estimate;
  days: number;
  max: number;
}

function Figure({ estimate, days, max }: FigureProps) {
  return (
    <>
      <data className={classes.number} value={estimate.point} data-figure={`expected-leavers-${days}`}>
        {formatPeople(estimate.point)}
      </data>
      <Text size="sm">{texts.people}</Text>
      <IntervalBar estimate={estimate} max={max} />
      <Text size="xs" c="dimmed">
        {shared.interval(formatPeople(estimate.lower), formatPeople(estimate.upper))}
      </Text>
    </>
  );
}
