import { Text } from "@mantine/core";
import { IntervalBar } from "@/components/interval-bar";
import { Panel } from "@/components/panel";
import { texts as shared } from "@/components/texts";
import { formatShare } from "@/lib/format";
import type { Prediction } from "./api";
import { CausesTable } from "./causes-table";
import classes from "./expected-leavers.module.css";
import { Extrapolated } from "./extrapolated";
import { texts } from "./texts";

interface HorizonsProps {
  prediction: Prediction;
}

/** The probability of leaving within each horizon, with its interval. */
export function Horizons({ prediction }: HorizonsProps) {
  const max = Math.max(0.05, ...prediction.horizons.map((horizon) => horizon.upper));
  return (
    <Panel
      title={texts.horizonsTitle}
      description={texts.horizonsHint(prediction.as_of, prediction.model_version_id)}
    >
      <div className={classes.grid}>
        {prediction.horizons.map((horizon) => (
          <div key={horizon.days} className={classes.figure}>
            <Text size="sm" c="dimmed">
              {texts.within(horizon.days)}
            </Text>
            <data className={classes.number} value={horizon.probability} data-figure={`probability-${horizon.days}`}>
              {formatShare(horizon.probability)}
            </data>
            <IntervalBar
              estimate={{ point: horizon.probability, lower: horizon.lower, upper: horizon.upper }}
              max={max}
            />
            <Text size="xs" c="dimmed">
              {shared.interval(formatShare(horizon.lower), formatShare(horizon.upper))}
            </Text>
            {horizon.extrapolated ? (
              <Extrapolated />
            ) : null}
          </div>
        ))}
      </div>
      <CausesTable
        title={texts.causesTitle}
        hint={texts.causesHint}
        format={formatShare}
        horizons={prediction.horizons.map(({ days, causes }) => ({
          days,
          parts: causes.map(({ cause, probability }) => ({ cause, value: probability })),
        }))}
      />
    </Panel>
  );
}
