import { useCallback } from "react";
import { ChartWithTable } from "@/components/chart-with-table";
import { DataTable } from "@/components/data-table";
import type { ChartOptions } from "@/lib/echarts";
import { formatShare } from "@/lib/format";
import type { Prediction } from "./api";
import { survivalOptions } from "./survival-options";
import { texts } from "./texts";

interface SurvivalCurveProps {
  prediction: Prediction;
}

/** The chance of still being here, month by month, with its band; as a picture or as a table. */
export function SurvivalCurve({ prediction }: SurvivalCurveProps) {
  const { curve, as_of: asOf } = prediction;
  const options = useCallback(
    (colours: Record<string, string>): ChartOptions => survivalOptions(curve, colours),
    [curve],
  );
  const last = curve.at(-1);
  return (
    <ChartWithTable
      title={texts.curveTitle}
      description={texts.curveHint(asOf)}
      summary={
        last
          ? texts.curveSummary(formatShare(last.survival), formatShare(last.lower), formatShare(last.upper))
          : texts.curveTitle
      }
      options={options}
      table={
        <DataTable
          label={texts.curveTitle}
          rows={curve}
          rowKey={(row) => row.month}
          minWidth={320}
          columns={[
            { name: "month", header: texts.month, cell: (row) => row.month },
            { name: "survival", header: texts.survival, align: "right", cell: (row) => formatShare(row.survival) },
            { name: "lower", header: texts.lower, align: "right", cell: (row) => formatShare(row.lower) },
            { name: "upper", header: texts.upper, align: "right", cell: (row) => formatShare(row.upper) },
          ]}
        />
      }
    />
  );
}
