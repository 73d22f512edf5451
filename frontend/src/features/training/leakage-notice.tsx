import { Button } from "@mantine/core";
import { Notice } from "@/components/notice";
import { formatDatesIn, formatLabel } from "@/lib/format";
import { type ColumnVerdict, readLeakage } from "./leakage";
import { texts } from "./texts";

interface LeakageNoticeProps {
  metrics: Record<string, unknown> | null | undefined;
  /** Trains again with the columns that were left out; without it there is no button. */
  onKeep?: ((columns: string[]) => void) | undefined;
}

/** Which columns were left out because they tell who left, why, and what to do; nothing where there are none. */
export function LeakageNotice({ metrics, onKeep }: LeakageNoticeProps) {
  const { columns, findings } = readLeakage(metrics);
  if (columns.length + findings.length === 0) return null;
  const kept = columns.filter((one) => one.verdict !== "warned").map((one) => one.column);
  const excluded = columns.filter((one) => one.verdict === "excluded");
  const button =
    onKeep && excluded.length > 0 ? (
      <Button size="compact-sm" variant="default" onClick={() => onKeep(kept)}>
        {texts.leakageKeep}
      </Button>
    ) : null;
  return (
    <Notice tone="stale" action={button} title={excluded.length > 0 ? texts.leakageExcluded(excluded.length) : texts.leakageTitle}>
      <ul>
        {columns.map((one) => (
          <li key={one.column}>{sentenceOf(one)}</li>
        ))}
        {findings.map((finding) => (
          <li key={finding}>{formatDatesIn(finding)}</li>
        ))}
      </ul>
      {excluded.length > 0 ? <p>{texts.leakageToDo(excluded.map((one) => one.column))}</p> : null}
    </Notice>
  );
}

function sentenceOf(one: ColumnVerdict) {
  return texts.leakageColumn(formatLabel(one.column), texts.verdicts[one.verdict] ?? one.verdict, formatDatesIn(one.reason));
}
