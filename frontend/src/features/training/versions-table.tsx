import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Column, DataTable } from "@/components/data-table";
import { StatusMark, type Tone } from "@/components/status-mark";
import { formatDate, formatMeasure } from "@/lib/format";
import type { ModelSummary } from "./api";
import { type Metrics, readMetrics } from "./metrics";
import { texts } from "./texts";

const TONES: Record<string, Tone> = { promoted: "done", candidate: "waiting", retired: "past", shadow: "running" };

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
        { name: "status", header: texts.status, cell: (version) => <VersionStatus status={version.is_shadow ? "shadow" : version.status} /> },
        { name: "asOf", header: texts.asOf, isOneLine: true, cell: (version) => formatDate(version.as_of) },
        measure("auc", texts.auc, ({ auc }) => formatMeasure(auc, 3)),
        measure("logLoss", texts.logLoss, (metrics) => formatMeasure(metrics.log_loss, 3)),
        measure("baseRate", texts.baseRate, (metrics) => formatMeasure(metrics.base_rate_log_loss, 3)),
        measure("evidence", texts.evidence, ({ n, events }) => texts.evidenceValue(n, events)),
      ]}
    />
  );
}

function measure(name: string, header: string, show: (metrics: Metrics) => string): Column<ModelSummary> {
  return { name, header, align: "right", cell: (version) => show(readMetrics(version)) };
}

/** Whether a version forecasts, waits, or rests. */
export function VersionStatus({ status }: { status: string }) {
  return <StatusMark tone={TONES[status] ?? "waiting"}>{texts.statuses[status] ?? status}</StatusMark>;
}
