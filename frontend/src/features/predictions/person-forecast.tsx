import { List, Skeleton, Stack } from "@mantine/core";
import { IconUserOff } from "@tabler/icons-react";
import { EmptyState } from "@/components/empty-state";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { type Prediction, usePrediction } from "./api";
import classes from "./person-forecast.module.css";
import { Horizons } from "./horizons";
import { PersonDrivers } from "./person-drivers";
import { RemainingTenure } from "./remaining-tenure";
import { SurvivalCurve } from "./survival-curve";
import { texts } from "./texts";

interface PersonForecastProps {
  employeeId: number;
}

/** Everything the model says about one person, and what it does not know. */
export function PersonForecast({ employeeId }: PersonForecastProps) {
  const prediction = usePrediction(employeeId);
  return (
    <QueryView query={prediction} skeleton={<Skeleton height={380} radius="lg" />}>
      {(data) =>
        data ? (
          <Forecast prediction={data} />
        ) : (
          <Panel title={texts.horizonsTitle}>
            <EmptyState icon={IconUserOff} title={texts.noForecastTitle} hint={texts.noForecastHint} />
          </Panel>
        )
      }
    </QueryView>
  );
}

function Forecast({ prediction }: { prediction: Prediction }) {
  return (
    <Stack gap="lg">
      {prediction.stale ? (
        <Notice tone="stale">{texts.stalePerson}</Notice>
      ) : null}
      <Horizons prediction={prediction} />
      <RemainingTenure tenure={prediction.remaining_tenure} />
      <div className={classes.pair}>
        <SurvivalCurve prediction={prediction} />
        <PersonDrivers drivers={prediction.drivers} />
      </div>
      {prediction.limits.length > 0 ? (
        <Panel title={texts.limitsTitle}>
          <List size="sm" spacing={6}>
            {prediction.limits.map((limit) => (
              <List.Item key={limit}>{limit}</List.Item>
            ))}
          </List>
        </Panel>
      ) : null}
    </Stack>
  );
}
