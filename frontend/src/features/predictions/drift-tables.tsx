import { DataTable } from "@/components/data-table";
import { StatusMark, type Tone } from "@/components/status-mark";
import { formatDate, formatInteger, formatLabel, formatNumber, formatPeople, formatShare, UNKNOWN } from "@/lib/format";
import type { LeaverDrift, PeopleDrift } from "./drift-api";
import { driftTexts as texts } from "./drift-texts";

const TONES: Record<string, Tone> = { stable: "done", moderate: "waiting", strong: "failed" };

interface Row {
  name: string;
  psi: number | null;
  auc: number;
  p_value: number;
  missing: [number, number] | null;
  verdict: string;
}

function rowsOf(people: PeopleDrift): Row[] {
  const rows: Row[] = people.features.map((one) => ({
    name: formatLabel(one.name),
    psi: one.psi,
    auc: one.auc,
    p_value: one.p_value,
    missing: [one.missing_then, one.missing_now],
    verdict: one.verdict,
  }));
  if (people.joint) rows.unshift({ name: texts.together, psi: null, missing: null, ...people.joint });
  return rows;
}

/** Every attribute then and now, the one that differs most first. */
export function DriftFeatures({ people }: { people: PeopleDrift }) {
  return (
    <DataTable
      label={texts.title}
      rows={rowsOf(people)}
      rowKey={(row) => row.name}
      minWidth={640}
      columns={[
        { name: "name", header: texts.attribute, cell: (row) => row.name },
        {
          name: "verdict",
          header: texts.verdict,
          cell: (row) => (
            <StatusMark tone={TONES[row.verdict] ?? "waiting"}>{texts.verdicts[row.verdict] ?? row.verdict}</StatusMark>
          ),
        },
        {
          name: "psi",
          header: texts.psi,
          align: "right",
          cell: (row) => (row.psi === null ? UNKNOWN : formatNumber(row.psi, 3)),
        },
        { name: "auc", header: texts.auc, align: "right", cell: (row) => formatNumber(row.auc, 3) },
        { name: "chance", header: texts.chance, align: "right", cell: (row) => texts.chanceOf(row.p_value) },
        {
          name: "missing",
          header: texts.missing,
          align: "right",
          cell: (row) => (row.missing ? row.missing.map(formatShare).join(", ") : UNKNOWN),
        },
      ]}
    />
  );
}

/** Leavers since a scoring against those that it expected. */
export function DriftLeavers({ leavers }: { leavers: readonly LeaverDrift[] }) {
  return (
    <DataTable
      label={texts.leaversTitle}
      rows={leavers}
      rowKey={(one) => one.scoring_run_id}
      minWidth={560}
      columns={[
        { name: "since", header: texts.since, isOneLine: true, cell: (one) => formatDate(one.since) },
        { name: "until", header: texts.until, isOneLine: true, cell: (one) => formatDate(one.until) },
        { name: "expected", header: texts.expected, align: "right", cell: (one) => formatPeople(one.expected) },
        { name: "band", header: texts.band, align: "right", cell: (one) => texts.bandOf(one.lower, one.upper) },
        {
          name: "observed",
          header: texts.observed,
          align: "right",
          cell: (one) => (one.observed === null ? texts.fewObserved : formatInteger(one.observed)),
        },
        {
          name: "verdict",
          header: texts.verdict,
          cell: (one) => (
            <StatusMark tone={one.is_alarm ? "failed" : "done"}>{one.is_alarm ? texts.unexpected : texts.asExpected}</StatusMark>
          ),
        },
      ]}
    />
  );
}
