import { Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { formatLabel, formatNumber } from "@/lib/format";
import type { WorkforceExplanation } from "./api";
import { texts } from "./texts";

type Share = WorkforceExplanation["attributes"][number];

interface WorkforcePanelProps {
  explanation: WorkforceExplanation;
}

/** The attributes by the mean size of their contribution, with their direction. */
export function WorkforcePanel({ explanation }: WorkforcePanelProps) {
  return (
    <Panel title={texts.workforceTitle} description={texts.workforceHint} flush>
      <DataTable
        label={texts.workforceTitle}
        rows={explanation.attributes}
        rowKey={(row) => row.attribute}
        columns={[
          { name: "attribute", header: texts.attribute, cell: (row) => formatLabel(row.label) },
          {
            name: "size",
            header: texts.size,
            align: "right",
            cell: (row) => (
              <data value={row.mean_absolute_contribution}>{formatNumber(row.mean_absolute_contribution, 3)}</data>
            ),
          },
          { name: "direction", header: texts.direction, cell: (row) => <Direction share={row} /> },
        ]}
      />
    </Panel>
  );
}

function Direction({ share }: { share: Share }) {
  if (share.direction) return texts.directions[share.direction];
  return (
    <Text span size="sm" c="dimmed">
      {share.kind === "season" ? texts.sameForAll : texts.byValue}
    </Text>
  );
}
