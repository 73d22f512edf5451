import { Text } from "@mantine/core";
import { type ReactNode, useCallback } from "react";
import { ChartWithTable } from "@/components/chart-with-table";
import { DataTable } from "@/components/data-table";
import type { ChartOptions } from "@/lib/echarts";
import { formatInteger, formatLabel, formatShare } from "@/lib/format";
import type { PartialDependence } from "./api";
import { dependenceOptions } from "./dependence-options";
import { texts } from "./texts";

interface DependenceChartProps {
  dependence: PartialDependence;
  select: ReactNode;
}

/** The mean forecast by value with its band, over bars that count people; as a picture or as a table. */
export function DependenceChart({ dependence, select }: DependenceChartProps) {
  const options = useCallback(
    (colours: Record<string, string>): ChartOptions => dependenceOptions(dependence, colours),
    [dependence],
  );
  const { points } = dependence;
  const label = formatLabel(dependence.label);
  return (
    <div>
      <ChartWithTable
        title={texts.dependenceTitle}
        description={texts.dependenceHint(label, dependence.people, dependence.horizon_days)}
        above={select}
        summary={texts.dependenceSummary(
          label,
          formatShare(points[0]?.probability ?? 0),
          formatShare(points.at(-1)?.probability ?? 0),
        )}
        options={options}
        table={
          <DataTable
            label={label}
            rows={points}
            rowKey={(row) => row.text}
            columns={[
              { name: "value", header: texts.value, cell: (row) => row.text },
              { name: "probability", header: texts.probability, align: "right", cell: (row) => formatShare(row.probability) },
              { name: "lower", header: texts.lower, align: "right", cell: (row) => formatShare(row.lower) },
              { name: "upper", header: texts.upper, align: "right", cell: (row) => formatShare(row.upper) },
              { name: "people", header: texts.people, align: "right", cell: (row) => peopleText(row) },
            ]}
          />
        }
      />
      {dependence.elsewhere.map((one) => (
        <Text key={one.text} size="xs" c="dimmed" mt="xs">
          {texts.elsewhere(one.text, one.count === null ? texts.hiddenCount : formatInteger(one.count))}
        </Text>
      ))}
    </div>
  );
}

function peopleText(point: PartialDependence["points"][number]): string {
  if (!point.is_known) return texts.fewPeople;
  return point.count === null ? texts.hiddenCount : formatInteger(point.count);
}
