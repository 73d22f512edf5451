import { IconAlertCircle, IconAlertTriangle, IconCheck, IconClock, IconHistory, IconLoader2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./status-mark.module.css";

export type Tone = "waiting" | "running" | "done" | "failed" | "past" | "warning";

const ICONS = {
  waiting: IconClock,
  running: IconLoader2,
  done: IconCheck,
  failed: IconAlertCircle,
  past: IconHistory,
  warning: IconAlertTriangle,
};

interface StatusMarkProps {
  tone: Tone;
  children: ReactNode;
}

/** The state of a piece of work: a word with a sign. */
export function StatusMark({ tone, children }: StatusMarkProps) {
  const Icon = ICONS[tone];
  return (
    <span className={classes.mark} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {children}
    </span>
  );
}
