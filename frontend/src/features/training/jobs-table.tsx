import { Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import { StatusMark, type Tone } from "@/components/status-mark";
import { formatDuration, formatMoment } from "@/lib/format";
import type { TrainingJob } from "./api";
import { texts } from "./texts";
import { VersionLink } from "./version-link";

const TONES: Record<string, Tone> = { succeeded: "done", failed: "failed", cancelled: "past" };

interface JobsTableProps {
  jobs: readonly TrainingJob[];
}

/** The last finished runs. */
export function JobsTable({ jobs }: JobsTableProps) {
  if (jobs.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {texts.noRuns}
      </Text>
    );
  }
  return (
    <DataTable
      label={texts.lastRuns}
      rows={jobs}
      rowKey={(job) => job.id}
      minWidth={640}
      columns={[
        { name: "run", header: texts.run, width: 70, cell: (job) => job.id },
        {
          name: "status",
          header: texts.status,
          width: 140,
          cell: (job) => (
            <StatusMark tone={TONES[job.status] ?? "waiting"}>{texts.statuses[job.status] ?? job.status}</StatusMark>
          ),
        },
        { name: "message", header: texts.message, cell: (job) => job.message },
        {
          name: "started",
          header: texts.started,
          align: "right",
          isOneLine: true,
          cell: (job) => formatMoment(job.started_at),
        },
        {
          name: "took",
          header: texts.took,
          align: "right",
          isOneLine: true,
          cell: (job) => formatDuration(job.started_at ?? null, job.finished_at ?? null),
        },
        { name: "version", header: texts.version, align: "right", cell: (job) => <VersionLink id={job.model_version_id} /> },
      ]}
    />
  );
}
