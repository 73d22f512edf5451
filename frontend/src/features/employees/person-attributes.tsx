import { Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { formatDate, formatLabel, formatValue } from "@/lib/format";
import type { EmployeeDetail } from "./api";
import { texts } from "./texts";

interface PersonAttributesProps {
  attributes: EmployeeDetail["attributes"];
}

/** The latest known attributes of a person. */
export function PersonAttributes({ attributes }: PersonAttributesProps) {
  return (
    <Panel title={texts.attributesTitle} description={texts.attributesHint} flush={attributes.length > 0}>
      {attributes.length === 0 ? (
        <Text size="sm">{texts.attributesEmpty}</Text>
      ) : (
        <DataTable
          label={texts.attributesTitle}
          rows={attributes}
          rowKey={(row) => row.name}
          minWidth={340}
          columns={[
            { name: "label", header: texts.attribute, cell: (row) => formatLabel(row.label) },
            {
              name: "value",
              header: texts.value,
              align: "right",
              cell: (row) => formatValue(row.value, row.kind),
            },
            {
              name: "since",
              header: texts.since,
              align: "right",
              width: 130,
              cell: (row) => (
                <Text size="sm" c="dimmed">
                  {formatDate(row.effective_on)}
                </Text>
              ),
            },
          ]}
        />
      )}
    </Panel>
  );
}
