import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { DataTable } from "@/components/data-table";
import { StatusMark, type Tone } from "@/components/status-mark";
import { formatDate, formatNumber } from "@/lib/format";
import type { ModelSummary } from "./api";
import { texts } from "./texts";

const TONES: Record<string, Tone> = { promoted: "done", candidate: "waiting", retired: "past" };

interface VersionsTableProps {
  versions: readonly ModelSummary[];
}

/** All model versions with the figures that decide. */
export function VersionsTable({ versions }: VersionsTableProps) {
  return (
    <DataTable
      label={texts.versionsTitle}
      rows={versions}
      rowKey={(version) => version.id}
      minWidth={760}
      columns={[
        {
          name: "version",
          header: texts.version,
          cell: (version) => (
            <>
              <Anchor
                size="sm"
                fw={500}
                renderRoot={(props) => (
                  <Link {...props} to="/models/$modelVersionId" params={{ modelVersionId: String(version.id) }} />
                )}
              >
                {texts.versionName(version.id)}
              </Anchor>
              <Text size="xs" c="dimmed">
                {version.algorithm}
              </Text>
            </>
          ),
        },
        { name: "status", header: texts.status, cell: (version) => <VersionStatus status={version.status} /> },
        { name: "asOf", header: texts.asOf, cell: (version) => formatDate(version.as_of) },
        { name: "auc", header: texts.auc, align: "right", cell: (version) => formatNumber(version.metrics.auc, 3) },
        {
          name: "logLoss",
          header: texts.logLoss,
          align: "right",
          cell: (version) => formatNumber(version.metrics.log_loss, 3),
        },
        {
          name: "baseRate",
          header: texts.baseRate,
          align: "right",
          cell: (version) => formatNumber(version.metrics.base_rate_log_loss, 3),
        },
        {
          name: "evidence",
          header: texts.evidence,
          align: "right",
          cell: (version) => texts.evidenceValue(version.metrics.n, version.metrics.events),
        },
      ]}
    />
  );
}

/** Whether a version forecasts, waits, or rests. */
export function VersionStatus({ status }: { status: string }) {
  return <StatusMark tone={TONES[status] ?? "waiting"}>{texts.statuses[status] ?? status}</StatusMark>;
}
