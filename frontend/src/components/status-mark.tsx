import { Badge } from "@mantine/core";
import { IconAlertCircle, IconCheck, IconClock, IconHistory, IconLoader2 } from "@tabler/icons-react";
import type { ReactNode } from "react";

export type Tone = "waiting" | "running" | "done" | "failed" | "past";

const LOOKS = {
  waiting: { icon: IconClock, color: "gray" },
  running: { icon: IconLoader2, color: "brand" },
  done: { icon: IconCheck, color: "teal" },
  failed: { icon: IconAlertCircle, color: "red" },
  past: { icon: IconHistory, color: "gray" },
};

interface StatusMarkProps {
  tone: Tone;
  children: ReactNode;
}

/** The state of a piece of work: a word with a sign. */
export function StatusMark({ tone, children }: StatusMarkProps) {
  const { icon: Icon, color } = LOOKS[tone];
  return (
    <Badge
      variant="light"
      color={color}
      tt="none"
      fw={500}
      size="md"
      radius="sm"
      c="var(--mantine-color-text)"
      leftSection={<Icon size={13} aria-hidden />}
    >
      {children}
    </Badge>
  );
}
