import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { describeDifference } from "@/lib/differences";
import { formatMeasure } from "@/lib/format";
import type { Comparison } from "./metrics";
import { texts } from "./texts";

/** The model beside simple forecasts, and whether that lets it forecast. */
export function ComparisonTable({ comparison }: { comparison: Comparison | null }) {
  if (!comparison) {
    return (
      <Panel title={texts.comparisonTitle} description={texts.neverCompared}>
        {null}
      </Panel>
    );
  }
  const verdict = comparison.fit ? texts.fit : texts.unfit;
  return (
    <Panel title={texts.comparisonTitle} description={`${verdict} ${comparison.reason}`} flush>
      <DataTable
        label={texts.comparisonTitle}
        rows={comparison.logLoss}
        rowKey={(row) => row.forecast}
        minWidth={520}
        columns={[
          { name: "forecast", header: texts.forecast, cell: (row) => texts.forecasts[row.forecast] ?? row.forecast },
          { name: "logLoss", header: texts.logLoss, align: "right", cell: (row) => formatMeasure(row.value, 4) },
          {
            name: "difference",
            header: texts.modelAgainst(comparison.coverage),
            align: "right",
            cell: (row) => (row.difference ? describeDifference({ measure: "log_loss", ...row.difference }) : null),
          },
        ]}
      />
    </Panel>
  );
}
