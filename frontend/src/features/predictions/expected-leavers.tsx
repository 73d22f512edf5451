import { Text } from "@mantine/core";
import { IntervalBar } from "@/components/interval-bar";
import { Panel } from "@/components/panel";
import { Suppressed } from "@/components/suppressed";
import { texts as shared } from "@/components/texts";
import type { Estimate } from "@/lib/api-types";
import { formatInteger, formatPeople } from "@/lib/format";
import type { Summary } from "./api";
import classes from "./expected-leavers.module.css";
import { Extrapolated } from "./extrapolated";
import { texts } from "./texts";

interface ExpectedLeaversProps {
  summary: Summary;
}

/** Headcount, and how many are expected to leave within each horizon. */
export function ExpectedLeavers({ summary }: ExpectedLeaversProps) {
  const headcount = summary.headcount ?? null;
  const max = Math.max(1, ...summary.expected_leavers.map((item) => item.estimate?.upper ?? 0));
  return (
    <Panel title={texts.expectedTitle} description={texts.expectedHint(forecastCount(summary))}>
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
          {typeof summary.leavers_last_365_days === "number" ? (
            <Text size="xs" c="dimmed" mt="auto">
              {texts.leaversLastYear(summary.leavers_last_365_days)}
            </Text>
          ) : null}
        </div>
        {summary.expected_leavers.map((item) => (
          <Horizon key={item.horizon_days} item={item} max={max} />
        ))}
      </div>
    </Panel>
  );
}

/** How many people the sums go over; null where they are too few to be shown. */
function forecastCount({ risk_bands: bands }: Summary): number | null {
  let total = 0;
  for (const { count } of bands) {
    if (typeof count !== "number") return null;
    total += count;
  }
  return total === 0 ? null : total;
}

interface HorizonProps {
  item: Summary["expected_leavers"][number];
  max: number;
}

function Horizon({ item, max }: HorizonProps) {
  const { estimate, horizon_days: days } = item;
  return (
    <div className={classes.figure}>
      <Text size="sm" c="dimmed">
        {texts.within(days)}
      </Text>
      {estimate ? <Figure estimate={estimate} days={days} max={max} /> : <Suppressed />}
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
