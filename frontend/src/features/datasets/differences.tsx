import { Text } from "@mantine/core";
import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { formatInteger, formatValue } from "@/lib/format";
import classes from "./differences.module.css";
import { texts } from "./texts";

const MAIN = ["new", "changed", "left", "unchanged"];

interface DifferencesProps {
  title: string;
  hint?: string;
  counts: Record<string, unknown>;
  /** Whether errors keep the import from happening: then the counts are what would be, in small figures. */
  isHeld?: boolean;
}

/** How many people are new, changed, left; and the other counts of the file. */
export function Differences({ title, hint, counts, isHeld = false }: DifferencesProps) {
  const others = Object.entries(counts).filter(
    ([name, value]) => !MAIN.includes(name) && ["number", "string", "boolean"].includes(typeof value),
  );
  return (
    <Panel title={title} description={hint}>
      <div className={classes.figures}>
        {MAIN.map((name) => (
          <div key={name}>
            <data className={isHeld ? classes.held : classes.number} value={String(counts[name] ?? 0)} data-figure={`count-${name}`}>
              {formatInteger(Number(counts[name] ?? 0))}
            </data>
            <Text size="sm" c="dimmed">
              {isHeld ? texts.heldCounts[name] : texts.counts[name]}
            </Text>
          </div>
        ))}
      </div>
      <Facts items={others.map(([name, value]) => [labelOf(name), formatValue(value)] as const)} />
    </Panel>
  );
}

function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return texts.counts[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
