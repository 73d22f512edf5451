import type { Estimate } from "@/lib/api-types";
import classes from "./interval-bar.module.css";

interface IntervalBarProps {
  estimate: Estimate;
  /** The value at the bar's right end; the left end is 0. */
  max: number;
}

/** An estimate as a dot with its interval as a line, on a scale from 0 to `max`. The numbers stand beside it. */
export function IntervalBar({ estimate, max }: IntervalBarProps) {
  const at = (value: number) => `${Math.min(100, Math.max(0, (value / max) * 100))}%`;
  return (
    <svg className={classes.bar} width="100%" height="12" aria-hidden="true">
      <line x1="0" x2="100%" y1="6" y2="6" className={classes.scale} />
      <line x1={at(estimate.lower)} x2={at(estimate.upper)} y1="6" y2="6" className={classes.interval} />
      <circle cx={at(estimate.point)} cy="6" r="4" className={classes.point} />
    </svg>
  );
}
