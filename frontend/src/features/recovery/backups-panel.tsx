import { Text } from "@mantine/core";
import { IconDatabaseExport } from "@tabler/icons-react";
import { type Column, DataTable } from "@/components/data-table";
import { EmptyState } from "@/components/empty-state";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { StatusMark, type Tone } from "@/components/status-mark";
import { formatBytes, formatInteger, formatMoment, UNKNOWN } from "@/lib/format";
import type { Backup, Recovery } from "./api";
import { texts } from "./texts";

const TONES: Record<Backup["state"], Tone> = {
  signed: "done",
  damaged: "failed",
  "key missing": "warning",
  incomplete: "warning",
  "not proved here": "waiting",
};

/** Every backup in the folder, and what does not belong there. */
export function BackupsPanel({ recovery }: { recovery: Recovery }) {
  const foreign = recovery.foreign_files;
  return (
    <>
      <Panel title={texts.backupsTitle} flush>
        {recovery.backups.length === 0 ? (
          <EmptyState icon={IconDatabaseExport} title={texts.backupsEmptyTitle} hint={texts.backupsEmptyHint} />
        ) : (
          <DataTable
            label={texts.backupsTitle}
            rows={recovery.backups}
            rowKey={(backup) => backup.backup_id}
            minWidth={760}
            columns={COLUMNS}
          />
        )}
      </Panel>
      {foreign.length > 0 ? (
        <Notice tone="stale" title={texts.foreignTitle}>
          {texts.foreign(foreign)}
        </Notice>
      ) : null}
    </>
  );
}

const COLUMNS: readonly Column<Backup>[] = [
  { name: "backup", header: texts.backup, cell: (backup) => <Named backup={backup} /> },
  {
    name: "state",
    header: texts.state,
    cell: ({ state }) => <StatusMark tone={TONES[state]}>{texts.states[state]}</StatusMark>,
  },
  { name: "size", header: texts.size, align: "right", isOneLine: true, cell: (backup) => formatBytes(backup.bytes) },
  { name: "employees", header: texts.employees, align: "right", cell: (backup) => countOrDash(backup.employees) },
  { name: "users", header: texts.users, align: "right", cell: (backup) => countOrDash(backup.users) },
  {
    name: "verified",
    header: texts.verified,
    align: "right",
    isOneLine: true,
    cell: (backup) => (backup.verified_at ? formatMoment(backup.verified_at) : texts.never),
  },
];

function Named({ backup }: { backup: Backup }) {
  const remarks = [...(backup.reason ? [backup.reason] : []), ...backup.warnings];
  return (
    <>
      <Text size="sm" fw={500}>
        {formatMoment(backup.made_at)}
      </Text>
      <Text size="xs" c="dimmed">
        {backup.backup_id}
      </Text>
      {remarks.map((remark) => (
        <Text key={remark} size="xs" c="var(--mantine-color-error)">
          {remark}
        </Text>
      ))}
    </>
  );
}

function countOrDash(value: number | null): string {
  return value === null ? UNKNOWN : formatInteger(value);
}
