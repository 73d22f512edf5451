import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { DataTable } from "@/components/data-table";
import { StatusMark, type Tone } from "@/components/status-mark";
import { formatBytes, formatDate, formatInteger, formatMoment, UNKNOWN } from "@/lib/format";
import type { GetBody } from "@/lib/api-types";
import { texts } from "./texts";

type Row = GetBody<"/api/v1/datasets/">["items"][number];

const TONES: Record<string, Tone> = {
  uploaded: "waiting",
  checked: "waiting",
  committed: "done",
  undone: "past",
  failed: "failed",
};

interface DatasetsTableProps {
  datasets: readonly Row[];
}

/** All imports, newest first. */
export function DatasetsTable({ datasets }: DatasetsTableProps) {
  return (
    <DataTable
      label={texts.listTitle}
      rows={datasets}
      rowKey={(row) => row.id}
      minWidth={720}
      columns={[
        {
          name: "file",
          header: texts.file,
          cell: (row) => (
            <>
              <Anchor
                size="sm"
                fw={500}
                renderRoot={(props) => (
                  <Link {...props} to="/datasets/$datasetId" params={{ datasetId: String(row.id) }} />
                )}
              >
                {row.filename}
              </Anchor>
              <Text size="xs" c="dimmed">
                {texts.fileFacts(row.format, formatBytes(row.size_bytes))}
              </Text>
            </>
          ),
        },
        { name: "status", header: texts.status, cell: (row) => <DatasetStatus status={row.status} /> },
        { name: "shape", header: texts.shape, cell: (row) => texts.shapes[row.shape ?? ""] ?? texts.unknownShape },
        {
          name: "rows",
          header: texts.rows,
          align: "right",
          cell: (row) => (typeof row.row_count === "number" ? formatInteger(row.row_count) : UNKNOWN),
        },
        { name: "asOf", header: texts.asOf, align: "right", cell: (row) => formatDate(row.as_of) },
        { name: "uploaded", header: texts.uploadedAt, align: "right", cell: (row) => formatMoment(row.created_at) },
      ]}
    />
  );
}

/** Where an import stands, in words. */
export function DatasetStatus({ status }: { status: string }) {
  return <StatusMark tone={TONES[status] ?? "waiting"}>{texts.statuses[status] ?? status}</StatusMark>;
}
