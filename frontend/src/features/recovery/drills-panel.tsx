import { Anchor, Group, Text } from "@mantine/core";
import { type Column, DataTable } from "@/components/data-table";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { StatusMark } from "@/components/status-mark";
import { formatMoment } from "@/lib/format";
import { type Drill, type Recovery, reportAddress } from "./api";
import { formatSpan } from "./spans";
import { texts } from "./texts";

/** The last drills with what they measured, and their reports. */
export function DrillsPanel({ recovery }: { recovery: Recovery }) {
  const isEmpty = recovery.drills.length === 0;
  return (
    <>
      <Panel title={texts.drillsTitle} description={texts.drillsHint} flush={!isEmpty}>
        {isEmpty ? (
          <Text size="sm">{texts.drillsEmpty}</Text>
        ) : (
          <DataTable
            label={texts.drillsTitle}
            rows={recovery.drills}
            rowKey={(drill) => drill.drill_id}
            minWidth={760}
            columns={COLUMNS}
          />
        )}
      </Panel>
      {recovery.unreadable_reports.length > 0 ? (
        <Notice tone="stale">{texts.unreadable(recovery.unreadable_reports)}</Notice>
      ) : null}
    </>
  );
}

const COLUMNS: readonly Column<Drill>[] = [
  { name: "began", header: texts.began, isOneLine: true, cell: (drill) => formatMoment(drill.began_at) },
  { name: "outcome", header: texts.outcome, cell: (drill) => <Outcome drill={drill} /> },
  {
    name: "time",
    header: texts.restoredIn,
    align: "right",
    isOneLine: true,
    cell: (drill) => formatSpan(drill.recovery_time_seconds),
  },
  {
    name: "point",
    header: texts.dataAge,
    align: "right",
    isOneLine: true,
    cell: (drill) => formatSpan(drill.recovery_point_seconds),
  },
  { name: "backup", header: texts.backup, cell: (drill) => drill.backup_id },
  { name: "report", header: texts.report, cell: (drill) => <Reports drill={drill} /> },
];

function Outcome({ drill }: { drill: Drill }) {
  const failed = Object.entries(drill.failed_checks);
  return (
    <>
      <OutcomeMark drill={drill} />
      {failed.map(([check, found]) => (
        <Text key={check} size="xs" c="var(--mantine-color-error)">
          {check}: {found}
        </Text>
      ))}
    </>
  );
}

function OutcomeMark({ drill }: { drill: Drill }) {
  if (drill.proof === "changed") return <StatusMark tone="failed">{texts.changed}</StatusMark>;
  if (drill.has_passed) return <StatusMark tone="done">{texts.passed}</StatusMark>;
  return <StatusMark tone="failed">{texts.failed}</StatusMark>;
}

function Reports({ drill }: { drill: Drill }) {
  const forms = [
    ["html", texts.asPage],
    ["json", texts.asJson],
  ] as const;
  return (
    <>
      <Group gap="sm" wrap="nowrap">
        {forms.map(([form, label]) => (
          <Anchor
            key={form}
            size="sm"
            href={reportAddress(drill.drill_id, form)}
            download
            aria-label={texts.reportOf(label, drill.drill_id)}
          >
            {label}
          </Anchor>
        ))}
      </Group>
      <Text size="xs" c="dimmed">
        {texts.signatures[drill.proof]}
      </Text>
    </>
  );
}
