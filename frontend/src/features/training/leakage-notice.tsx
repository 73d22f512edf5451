import { Button, Checkbox, Stack } from "@mantine/core";
import { useState } from "react";
import { Notice } from "@/components/notice";
import { formatDatesIn, formatLabel } from "@/lib/format";
import { type ColumnVerdict, readLeakage } from "./leakage";
import { texts } from "./texts";

interface LeakageNoticeProps {
  metrics: Record<string, unknown> | null | undefined;
  /** Trains again with these columns kept; without it none can be ticked. */
  onKeep?: ((columns: string[]) => void) | undefined;
}

/** Which columns were left out because they tell who left, why, and what to do; nothing where there are none. */
export function LeakageNotice({ metrics, onKeep }: LeakageNoticeProps) {
  const { columns, findings } = readLeakage(metrics);
  if (columns.length + findings.length === 0) return null;
  const excluded = namesOf(columns, "excluded");
  return (
    <Notice tone="stale" title={excluded.length > 0 ? texts.leakageExcluded(excluded.length) : texts.leakageTitle}>
      <ul>
        {columns.map((one) => (
          <li key={one.column}>{sentenceOf(one)}</li>
        ))}
        {findings.map((finding) => (
          <li key={finding}>{formatDatesIn(finding)}</li>
        ))}
      </ul>
      {excluded.length > 0 ? <p>{texts.leakageToDo(excluded)}</p> : null}
      {onKeep && excluded.length > 0 ? (
        <KeepColumns excluded={excluded} kept={namesOf(columns, "kept")} onKeep={onKeep} />
      ) : null}
    </Notice>
  );
}

interface KeepColumnsProps {
  excluded: string[];
  kept: string[];
  onKeep: (columns: string[]) => void;
}

/** Each column has to be vouched for by itself. */
function KeepColumns({ excluded, kept, onKeep }: KeepColumnsProps) {
  const [ticked, setTicked] = useState<string[]>([]);
  return (
    <Stack gap="xs" mt="xs" align="flex-start">
      <Checkbox.Group aria-label={texts.leakageKeep} value={ticked} onChange={setTicked}>
        <Stack gap="xs">
          {excluded.map((column) => (
            <Checkbox key={column} value={column} label={texts.leakageKnown(formatLabel(column))} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Button size="compact-sm" variant="default" disabled={ticked.length === 0} onClick={() => onKeep([...kept, ...ticked])}>
        {texts.leakageKeep}
      </Button>
    </Stack>
  );
}

function namesOf(columns: readonly ColumnVerdict[], verdict: ColumnVerdict["verdict"]): string[] {
  return columns.filter((one) => one.verdict === verdict).map((one) => one.column);
}

function sentenceOf(one: ColumnVerdict) {
  return texts.leakageColumn(formatLabel(one.column), texts.verdicts[one.verdict] ?? one.verdict, formatDatesIn(one.reason));
}
