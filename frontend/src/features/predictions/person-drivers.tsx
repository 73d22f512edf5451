import { Text } from "@mantine/core";
import { Panel } from "@/components/panel";
import { formatLabel, formatNumber, formatValue } from "@/lib/format";
import type { Prediction } from "./api";
import classes from "./drivers.module.css";
import { texts } from "./texts";

interface PersonDriversProps {
  drivers: Prediction["drivers"];
}

/** The strongest contributions to one forecast: bars to the right raise the risk, to the left lower it. */
export function PersonDrivers({ drivers }: PersonDriversProps) {
  const max = Math.max(...drivers.map((driver) => Math.abs(driver.contribution)), 0);
  return (
    <Panel title={texts.personDriversTitle} description={texts.personDriversHint}>
      {drivers.length === 0 ? (
        <Text size="sm">{texts.noPersonDrivers}</Text>
      ) : (
        <ul className={classes.list}>
          {drivers.map((driver) => (
            <Driver key={driver.attribute} driver={driver} max={max} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Driver({ driver, max }: { driver: Prediction["drivers"][number]; max: number }) {
  const raises = driver.contribution >= 0;
  const width = max === 0 ? 0 : (Math.abs(driver.contribution) / max) * 50;
  return (
    <li className={classes.row}>
      <Text size="sm" className={classes.label}>
        {formatLabel(driver.label)}:{" "}
        <Text span fw={600}>
          {formatValue(driver.value)}
        </Text>
      </Text>
      <span className={classes.value}>
        <span className={classes.sign} data-sign={raises ? "raises" : "lowers"}>
          {raises ? texts.raises : texts.lowers}
        </span>{" "}
        <data value={driver.contribution}>
          {raises ? "+" : "−"}
          {formatNumber(Math.abs(driver.contribution), 2)}
        </data>
      </span>
      <span className={classes.signed} aria-hidden="true">
        <span className={raises ? classes.raises : classes.lowers} style={{ width: `${width}%` }} />
      </span>
    </li>
  );
}
