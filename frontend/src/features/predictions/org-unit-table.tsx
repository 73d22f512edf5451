import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Column, DataTable } from "@/components/data-table";
import { EstimateText } from "@/components/estimate-text";
import { Panel } from "@/components/panel";
import { Suppressed } from "@/components/suppressed";
import { formatInteger, formatShare, UNKNOWN } from "@/lib/format";
import type { Summary } from "./api";
import { texts } from "./texts";

type Unit = Summary["org_units"][number];

interface OrgUnitTableProps {
  units: readonly Unit[];
  linked: boolean;
}

/** Headcount and expected leavers of each org unit; small groups stay hidden. */
export function OrgUnitTable({ units, linked }: OrgUnitTableProps) {
  return (
    <Panel title={texts.unitsTitle} description={texts.unitsHint} flush={units.length > 0}>
      {units.length === 0 ? (
        <Text size="sm">{texts.unitsEmpty}</Text>
      ) : (
        <DataTable
          label={texts.unitsTitle}
          columns={columnsOf(linked)}
          rows={units}
          rowKey={(row) => row.org_unit_id}
          minWidth={680}
        />
      )}
    </Panel>
  );
}

function columnsOf(linked: boolean): Column<Unit>[] {
  return [
    { name: "unit", header: texts.unit, cell: (row) => <UnitName row={row} linked={linked} /> },
    {
      name: "headcount",
      header: texts.headcount,
      align: "right",
      cell: (row) => (typeof row.headcount === "number" ? formatInteger(row.headcount) : <Suppressed />),
    },
    {
      name: "leavers90",
      header: texts.leavers90,
      align: "right",
      cell: (row) => (row.expected_leavers_90 ? <EstimateText estimate={row.expected_leavers_90} /> : UNKNOWN),
    },
    {
      name: "leavers365",
      header: texts.leavers365,
      align: "right",
      cell: (row) => (row.expected_leavers_365 ? <EstimateText estimate={row.expected_leavers_365} /> : UNKNOWN),
    },
    { name: "share365", header: texts.share365, align: "right", cell: shareOf },
  ];
}

function shareOf(row: Unit): string {
  if (!row.headcount || !row.expected_leavers_365) return UNKNOWN;
  return formatShare(row.expected_leavers_365.point / row.headcount);
}

function UnitName({ row, linked }: { row: Unit; linked: boolean }) {
  const parents = row.path.split("/");
  const name = parents.pop() ?? row.path;
  return (
    <>
      {linked ? (
        <Anchor
          size="sm"
          fw={500}
          renderRoot={(props) => (
            <Link {...props} to="/employees" search={{ org_unit_id: row.org_unit_id }} />
          )}
        >
          {name}
        </Anchor>
      ) : (
        name
      )}
      {parents.length > 0 ? (
        <Text size="xs" c="dimmed">
          {parents.join(" / ")}
        </Text>
      ) : null}
    </>
  );
}
