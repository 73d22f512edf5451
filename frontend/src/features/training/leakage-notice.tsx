import { Notice } from "@/components/notice";
import { formatDatesIn, formatLabel } from "@/lib/format";
import { type ColumnVerdict, readLeakage } from "./leakage";
import { texts } from "./texts";

interface LeakageNoticeProps {
  metrics: Record<string, unknown> | null | undefined;
}

/** Which columns were left out because they tell who left, why, and what to do; nothing where there are none. */
export function LeakageNotice({ metrics }: LeakageNoticeProps) {
  const { columns, findings } = readLeakage(metrics);
  if (columns.length + findings.length === 0) return null;
  const excluded = columns.filter((one) => one.verdict === "excluded");
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
      {excluded.length > 0 ? <p>{texts.leakageToDo(excluded.map((one) => one.column))}</p> : null}
    </Notice>
  );
}

function sentenceOf(one: ColumnVerdict) {
  return texts.leakageColumn(formatLabel(one.column), texts.verdicts[one.verdict] ?? one.verdict, formatDatesIn(one.reason));
}
