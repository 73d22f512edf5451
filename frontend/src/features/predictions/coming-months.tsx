import { Skeleton } from "@mantine/core";
import { useCallback, useMemo } from "react";
import { ChartWithTable } from "@/components/chart-with-table";
import { DataTable } from "@/components/data-table";
import { QueryView } from "@/components/query-view";
import type { ChartOptions } from "@/lib/echarts";
import { formatDate, formatPeople } from "@/lib/format";
import { type MonthlyLeavers, useMonths } from "./api";
import { comingMonthsOptions, peopleWithInterval, type ShownMonth } from "./coming-months-options";
import { Extrapolated } from "./extrapolated";
import { texts } from "./texts";

/** Expected leavers of the coming months; nothing for a group whose expected leavers are not shown. */
export function ComingMonths({ orgUnitId }: { orgUnitId: number | undefined }) {
  const months = useMonths(orgUnitId);
  return (
    <QueryView query={months} skeleton={<Skeleton height={380} radius="lg" />}>
      {(data) => <MonthsChart data={data} />}
    </QueryView>
  );
}

function shown(data: MonthlyLeavers): ShownMonth[] {
  return data.months.flatMap(({ ends_on: endsOn, leavers, leavers_so_far: soFar }) =>
    leavers && soFar ? [{ endsOn, leavers, soFar }] : [],
  );
}

function MonthsChart({ data }: { data: MonthlyLeavers }) {
  const months = useMemo(() => shown(data), [data]);
  const options = useCallback(
    (colours: Record<string, string>): ChartOptions => comingMonthsOptions(months, colours),
    [months],
  );
  if (!data.as_of || months.length === 0) return null;
  const points = months.map((month) => month.leavers.point);
  return (
    <ChartWithTable
      title={texts.monthsTitle}
      description={texts.monthsHint(data.as_of)}
      summary={texts.monthsSummary(formatPeople(Math.min(...points)), formatPeople(Math.max(...points)))}
      above={data.months.some((month) => month.extrapolated) ? <Extrapolated /> : null}
      options={options}
      table={
        <DataTable
          label={texts.monthsTitle}
          rows={months}
          rowKey={(month) => month.endsOn}
          minWidth={420}
          columns={[
            { name: "month", header: texts.monthEnd, isOneLine: true, cell: (month) => formatDate(month.endsOn) },
            {
              name: "leavers",
              header: texts.leaversInMonth,
              align: "right",
              cell: (month) => <data value={month.leavers.point}>{peopleWithInterval(month.leavers)}</data>,
            },
            {
              name: "so-far",
              header: texts.leaversSoFar,
              align: "right",
              cell: (month) => <data value={month.soFar.point}>{peopleWithInterval(month.soFar)}</data>,
            },
          ]}
        />
      }
    />
  );
}
