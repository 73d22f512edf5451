import { Box, NativeSelect, Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import { NotRead } from "@/components/not-read";
import { StatusMark } from "@/components/status-mark";
import { formatShare, formatValue } from "@/lib/format";
import { type DatasetColumn, useTargets } from "./api";
import { certaintyOf, KINDS, type MappingDraft } from "./mapping";
import { texts } from "./texts";

interface MappingTableProps {
  columns: readonly DatasetColumn[];
  draft: MappingDraft;
  onChange: (source: string, part: Partial<MappingDraft["columns"][string]>) => void;
}

/** One line a column: what it holds, what it means, how sure the suggestion is. */
export function MappingTable({ columns, draft, onChange }: MappingTableProps) {
  const targets = useTargets();
  const targetOptions = (targets.data ?? []).map(({ target, label }) => ({ value: target, label }));
  if (targets.isError && !targets.data) {
    return (
      <Box p="md">
        <NotRead sentence={texts.targetsNotRead} retry={() => void targets.refetch()} />
      </Box>
    );
  }
  return (
    <DataTable
      label={texts.mapTitle}
      rows={columns}
      rowKey={(column) => column.source}
      minWidth={880}
      columns={[
        { name: "column", header: texts.column, cell: (column) => <ColumnName column={column} target={draft.columns[column.source]?.target ?? column.target} /> },
        { name: "samples", header: texts.samples, cell: (column) => <Samples column={column} /> },
        {
          name: "target",
          header: texts.meaning,
          width: 200,
          cell: (column) => (
            <NativeSelect
              size="sm"
              aria-label={`${texts.meaning}: ${column.source}`}
              value={draft.columns[column.source]?.target ?? column.target}
              onChange={(event) => onChange(column.source, { target: event.currentTarget.value })}
              data={withPresent(targetOptions, column.target)}
            />
          ),
        },
        {
          name: "kind",
          header: texts.kind,
          width: 155,
          cell: (column) => (
            <NativeSelect
              size="sm"
              aria-label={`${texts.kind}: ${column.source}`}
              value={draft.columns[column.source]?.kind ?? column.kind}
              onChange={(event) => onChange(column.source, { kind: event.currentTarget.value })}
              data={KINDS.map((kind) => ({ value: kind, label: texts.kinds[kind] ?? kind }))}
            />
          ),
        },
        { name: "certainty", header: texts.certainty, width: 150, cell: (column) => <Certainty column={column} /> },
      ]}
    />
  );
}

function withPresent(options: { value: string; label: string }[], present: string) {
  return options.some((option) => option.value === present)
    ? options
    : [{ value: present, label: present }, ...options];
}

/** A column's name, and what becomes of one that tells the outcome: that follows from the meaning chosen for it. */
function ColumnName({ column, target }: { column: DatasetColumn; target: string }) {
  return (
    <>
      <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
        {column.source}
      </Text>
      {column.leak_reason ? (
        <Text size="xs" mt={2}>
          <Text span fw={600} size="xs" c="var(--cv-high)">
            {target === "attribute" ? texts.leakUsed : texts.leak}.
          </Text>{" "}
          {column.leak_reason}
        </Text>
      ) : null}
    </>
  );
}

function Samples({ column }: { column: DatasetColumn }) {
  const samples = column.samples.filter((sample) => sample !== null).slice(0, 3);
  return (
    <>
      <Text size="sm" lineClamp={2} maw={220}>
        {samples.map((sample) => formatValue(sample)).join(", ")}
      </Text>
      {column.missing_share > 0 ? (
        <Text size="xs" c="dimmed">
          {texts.missing(column.missing_share * 100)}
        </Text>
      ) : null}
    </>
  );
}

function Certainty({ column }: { column: DatasetColumn }) {
  const certainty = certaintyOf(column.confidence);
  return (
    <>
      <StatusMark tone={certainty === "unsure" ? "failed" : certainty === "sure" ? "done" : "waiting"}>
        {texts[certainty]}
      </StatusMark>
      <Text size="xs" c="dimmed" mt={2}>
        {formatShare(column.confidence)}
        {column.reason ? `, ${texts.reason(column.reason)}` : null}
      </Text>
    </>
  );
}
