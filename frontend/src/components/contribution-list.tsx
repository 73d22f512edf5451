import { Text } from "@mantine/core";
import { formatLabel, formatNumber, formatValue } from "@/lib/format";
import classes from "./bars.module.css";
import { texts } from "./texts";

export interface ContributionRow {
  attribute: string;
  label: string;
  /** What the attribute is; left out for means over groups. */
  value?: string;
  contribution: number;
}

/** Contributions in log-odds: bars to the right raise the risk, to the left lower it. */
export function ContributionList({ rows }: { rows: readonly ContributionRow[] }) {
  const max = Math.max(...rows.map((row) => Math.abs(row.contribution)), 0);
  return (
    <ul className={classes.list}>
      {rows.map((row) => (
        <Contribution key={row.attribute} row={row} max={max} />
      ))}
    </ul>
  );
}

function Contribution({ row, max }: { row: ContributionRow; max: number }) {
  const raises = row.contribution >= 0;
  const width = max === 0 ? 0 : (Math.abs(row.contribution) / max) * 50;
  return (
    <li className={classes.row}>
      <Text size="sm" className={classes.label}>
        {formatLabel(row.label)}
        {row.value === undefined ? null : (
          <>
            :{" "}
            <Text span fw={600}>
              {formatValue(row.value)}
            </Text>
          </>
        )}
      </Text>
      <span className={classes.value}>
        <span className={classes.sign} data-sign={raises ? "raises" : "lowers"}>
          {raises ? texts.raises : texts.lowers}
        </span>{" "}
        <data value={row.contribution}>
          {raises ? "+" : "−"}
          {formatNumber(Math.abs(row.contribution), 2)}
        </data>
      </span>
      <span className={classes.signed} aria-hidden="true">
        <span className={raises ? classes.raises : classes.lowers} style={{ width: `${width}%` }} />
      </span>
    </li>
  );
}
