import { ActionIcon, Anchor, Group, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable } from "@/components/data-table";
import { EstimateText } from "@/components/estimate-text";
import { Panel } from "@/components/panel";
import { Suppressed } from "@/components/suppressed";
import { formatInteger, formatShare, UNKNOWN } from "@/lib/format";
import type { Summary } from "./api";
import { openAtFirst, type PlacedUnit, shownUnits, withToggled } from "./org-unit-tree";
import { texts } from "./texts";

type Unit = Summary["org_units"][number];

interface OrgUnitTableProps {
  units: readonly Unit[];
  linked: boolean;
}

/** Headcount and expected leavers of each org unit, level by level; small groups stay hidden. */
export function OrgUnitTable({ units, linked }: OrgUnitTableProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const open = withToggled(openAtFirst(units), toggled);
  const toggle = (path: string) => setToggled((before) => withToggled(before, [path]));
  return (
    <Panel title={texts.unitsTitle} description={texts.unitsHint} flush={units.length > 0}>
      {units.length === 0 ? (
        <Text size="sm">{texts.unitsEmpty}</Text>
      ) : (
        <DataTable
          label={texts.unitsTitle}
          columns={columnsOf(linked, open, toggle)}
          rows={shownUnits(units, open)}
          rowKey={({ unit }) => unit.org_unit_id}
          minWidth={680}
        />
      )}
    </Panel>
  );
}

function columnsOf(
  linked: boolean,
  open: ReadonlySet<string>,
  toggle: (path: string) => void,
): Column<PlacedUnit<Unit>>[] {
  return [
    {
      name: "unit",
      header: texts.unit,
      cell: (row) => (
        <Group gap={4} wrap="nowrap" pl={row.depth * 20}>
          <OpenButton row={row} isOpen={open.has(row.unit.path)} toggle={toggle} />
          <UnitName unit={row.unit} linked={linked} isRoot={row.depth === 0} />
        </Group>
      ),
    },
    {
      name: "headcount",
      header: texts.headcount,
      align: "right",
      cell: ({ unit }) => (typeof unit.headcount === "number" ? formatInteger(unit.headcount) : <Suppressed />),
    },
    {
      name: "leavers90",
      header: texts.leavers90,
      align: "right",
      cell: ({ unit }) => (unit.expected_leavers_90 ? <EstimateText estimate={unit.expected_leavers_90} /> : UNKNOWN),
    },
    {
      name: "leavers365",
      header: texts.leavers365,
      align: "right",
      cell: ({ unit }) => (unit.expected_leavers_365 ? <EstimateText estimate={unit.expected_leavers_365} /> : UNKNOWN),
    },
    { name: "share365", header: texts.share365, align: "right", cell: ({ unit }) => shareOf(unit) },
  ];
}

/** The expected leavers as a share of those people whom they are summed over. */
function shareOf({ forecast_count: people, expected_leavers_365: leavers }: Unit): string {
  return people && leavers ? formatShare(leavers.point / people) : UNKNOWN;
}

interface OpenButtonProps {
  row: PlacedUnit<Unit>;
  isOpen: boolean;
  toggle: (path: string) => void;
}

function OpenButton({ row, isOpen, toggle }: OpenButtonProps) {
  if (!row.hasUnitsBelow) return <span style={{ width: 28, flex: "none" }} />;
  const name = row.unit.path.split("/").pop() ?? row.unit.path;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-expanded={isOpen}
      aria-label={isOpen ? texts.hideBelow(name) : texts.showBelow(name)}
      onClick={() => toggle(row.unit.path)}
    >
      {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
    </ActionIcon>
  );
}

interface UnitNameProps {
  unit: Unit;
  linked: boolean;
  isRoot: boolean;
}

function UnitName({ unit, linked, isRoot }: UnitNameProps) {
  const parents = unit.path.split("/");
  const last = parents.pop() ?? unit.path;
  // A root in the middle of the company's tree is named with what is above it.
  const name = isRoot && parents.length > 0 ? unit.path.replaceAll("/", " / ") : last;
  if (!linked) return <Text size="sm">{name}</Text>;
  return (
    <Anchor
      size="sm"
      fw={500}
      renderRoot={(props) => <Link {...props} to="/employees" search={{ org_unit_id: unit.org_unit_id }} />}
    >
      {name}
    </Anchor>
  );
}
