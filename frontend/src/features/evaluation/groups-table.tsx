import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { formatInteger, formatMeasure, formatPeople, UNKNOWN } from "@/lib/format";
import type { GroupFigures } from "./api";
import { texts } from "./texts";

type Ratio = GroupFigures["ratios"][number];

/** Expected over actual leavers of each group. */
export function GroupsTable({ groups }: { groups: GroupFigures }) {
  const title = texts.groupsTitle(groups.attribute);
  return (
    <Panel title={title} description={texts.groupsHint(groups.days)} flush>
      <DataTable
        label={title}
        rows={groups.ratios}
        rowKey={(row) => row.group}
        minWidth={560}
        columns={[
          { name: "group", header: texts.group, cell: (row) => row.group },
          { name: "people", header: texts.people, align: "right", cell: (row) => formatInteger(row.people) },
          { name: "expected", header: texts.expected, align: "right", cell: (row) => formatPeople(row.expected) },
          { name: "observed", header: texts.actual, align: "right", cell: (row) => formatInteger(row.observed) },
          { name: "ratio", header: texts.ratio, align: "right", cell: (row) => formatMeasure(row.ratio, 2) },
          { name: "interval", header: texts.interval, align: "right", isOneLine: true, cell: intervalOf },
        ]}
      />
    </Panel>
  );
}

function intervalOf({ lower, upper }: Ratio): string {
  if (lower === null) return UNKNOWN;
  return `${formatMeasure(lower, 2)} – ${upper === null ? "∞" : formatMeasure(upper, 2)}`;
}
