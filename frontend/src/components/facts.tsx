import type { ReactNode } from "react";
import classes from "./facts.module.css";

interface FactsProps {
  items: readonly (readonly [label: string, value: ReactNode])[];
}

/** Pairs of label and value. */
export function Facts({ items }: FactsProps) {
  return (
    <dl className={classes.list}>
      {items.map(([label, value]) => (
        <div key={label} className={classes.pair}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
