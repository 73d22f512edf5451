import { useCallback } from "react";
import { ChartWithTable } from "@/components/chart-with-table";
import { DataTable } from "@/components/data-table";
import { Suppressed } from "@/components/suppressed";
import type { ChartOptions } from "@/lib/echarts";
import { formatDate, formatInteger, formatMeasure, formatPeople } from "@/lib/format";
import type { HorizonFigures, MonthFigures } from "./api";
import classes from "./evaluation.module.css";
import { monthsOptions } from "./months-options";
import { texts } from "./texts";

/** Expected against actual leavers, month by month; as a picture, or as a table with the hash of each list. */
export function MonthsChart({ figures }: { figures: HorizonFigures }) {
  const { months, days } = figures;
  const options = useCallback(
    (colours: Record<string, string>): ChartOptions => monthsOptions(months, colours),
    [months],
  );
  return (
    <ChartWithTable
      title={texts.monthsTitle}
      description={texts.monthsHint(days)}
      summary={texts.monthsSummary(months.length, months.filter((month) => month.actual !== null).length)}
      options={options}
      table={
        <DataTable
          label={texts.monthsTitle}
          rows={months}
          rowKey={(month) => month.month}
          minWidth={820}
          columns={[
            { name: "month", header: texts.month, isOneLine: true, cell: (month) => formatDate(month.month) },
            { name: "headcount", header: texts.headcount, align: "right", cell: (month) => formatInteger(month.headcount) },
            {
              name: "expected",
              header: texts.expected,
              align: "right",
              isOneLine: true,
              cell: (month) =>
                `${formatPeople(month.expected)} (${formatPeople(month.lower)} – ${formatPeople(month.upper)})`,
            },
            { name: "actual", header: texts.actual, align: "right", cell: (month) => <Actual month={month} /> },
            {
              name: "ratio",
              header: texts.ratio,
              align: "right",
              cell: (month) => formatMeasure(month.expected_over_observed, 2),
            },
            { name: "hash", header: texts.hash, cell: (month) => <span className={classes.hash}>{month.list_sha256}</span> },
          ]}
        />
      }
    />
  );
}

function Actual({ month }: { month: MonthFigures }) {
  if (month.suppressed) return <Suppressed />;
  return month.actual === null ? texts.notOver : formatInteger(month.actual);
}
