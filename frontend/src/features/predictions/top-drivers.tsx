import { Text } from "@mantine/core";
import classes from "@/components/bars.module.css";
import { Panel } from "@/components/panel";
import { formatLabel, formatNumber } from "@/lib/format";
import type { Summary } from "./api";
import { texts } from "./texts";

interface TopDriversProps {
  drivers: Summary["top_drivers"];
}

/** The attributes that move the forecasts most, over everybody. */
export function TopDrivers({ drivers }: TopDriversProps) {
  const max = Math.max(...drivers.map((driver) => driver.mean_absolute_contribution), 0);
  return (
    <Panel title={texts.driversTitle} description={texts.driversHint}>
      {drivers.length === 0 ? (
        <Text size="sm">{texts.driversEmpty}</Text>
      ) : (
        <ul className={classes.list}>
          {drivers.map((driver) => (
            <li key={driver.attribute} className={classes.row}>
              <Text size="sm" className={classes.label}>
                {formatLabel(driver.label)}
              </Text>
              <data className={classes.value} value={driver.mean_absolute_contribution}>
                {formatNumber(driver.mean_absolute_contribution, 2)}
              </data>
              <span className={classes.track} aria-hidden="true">
                <span
                  className={classes.fill}
                  style={{ width: `${(driver.mean_absolute_contribution / max) * 100}%` }}
                />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
