import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import classes from "./panel.module.css";

interface PanelProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}

/** A titled section of a page; `flush` lets a table reach the edges. */
export function Panel({ title, description, actions, children, flush = false }: PanelProps) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" className={classes.head} wrap="nowrap">
        <div>
          <Title order={2} size="h5" id={id}>
            {title}
          </Title>
          {description ? (
            <Text c="dimmed" size="sm" mt={2} component="div">
              {description}
            </Text>
          ) : null}
        </div>
        <div className={classes.actions}>{actions}</div>
      </Group>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
