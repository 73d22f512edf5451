import { Text } from "@mantine/core";
import { useCallback } from "react";
import { ChartWithTable } from "@/components/chart-with-table";
import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import type { ChartOptions } from "@/lib/echarts";
import { formatInteger, formatShare } from "@/lib/format";
import type { ReliabilityGroup } from "./metrics";
import { reliabilityOptions } from "./reliability-options";
import { texts } from "./texts";

interface ReliabilityPlotProps {
  groups: readonly ReliabilityGroup[];
}

/** Forecast against what happened, in groups of people with similar forecasts. */
export function ReliabilityPlot({ groups }: ReliabilityPlotProps) {
  const options = useCallback(
    (colours: Record<string, string>): ChartOptions => reliabilityOptions(groups, colours),
    [groups],
  );
  if (groups.length === 0) {
    return (
      <Panel title={texts.reliabilityTitle}>
        <Text size="sm">{texts.tooFew}</Text>
      </Panel>
    );
  }
  return (
    <ChartWithTable
      title={texts.reliabilityTitle}
      description={texts.reliabilityHint}
      summary={texts.reliabilitySummary(groups.length)}
      options={options}
      height={320}
      table={
        <DataTable
          label={texts.reliabilityTitle}
          rows={groups}
          rowKey={(group) => group.predicted}
          minWidth={380}
          columns={[
            { name: "predicted", header: texts.predicted, cell: (group) => formatShare(group.predicted) },
            { name: "observed", header: texts.observed, align: "right", cell: (group) => formatShare(group.observed) },
            {
              name: "interval",
              header: texts.interval,
              align: "right",
              cell: (group) => `${formatShare(group.lower)} – ${formatShare(group.upper)}`,
            },
            { name: "n", header: texts.people, align: "right", cell: (group) => formatInteger(group.n) },
          ]}
        />
      }
    />
  );
}
