import { IconAlertCircle, IconCheck, IconClockExclamation, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./notice.module.css";

const ICONS = { info: IconInfoCircle, stale: IconClockExclamation, done: IconCheck, error: IconAlertCircle };

interface NoticeProps {
  tone: keyof typeof ICONS;
  title?: string;
  action?: ReactNode;
  children: ReactNode;
}

/** A quiet strip that tells what to mind; errors are announced at once, the rest when the reader pauses. */
export function Notice({ tone, title, action, children }: NoticeProps) {
  const Icon = ICONS[tone];
  return (
    <div className={classes.notice} data-tone={tone} role={tone === "error" ? "alert" : "status"}>
      <Icon size={19} stroke={1.8} aria-hidden className={classes.icon} />
      <div className={classes.text}>
        {title ? <p className={classes.title}>{title}</p> : null}
        {children}
      </div>
      {action}
    </div>
  );
}
