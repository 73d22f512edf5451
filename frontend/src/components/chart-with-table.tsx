import { Box, SegmentedControl, Skeleton, useComputedColorScheme } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useState } from "react";
import type { ChartOptions } from "@/lib/echarts";
import { Panel } from "./panel";
import { texts } from "./texts";

const Chart = lazy(() => import("./chart"));

interface ChartWithTableProps {
  title: string;
  description: ReactNode;
  /** What a reader of the picture would see, in words. */
  summary: string;
  options: (colours: Record<string, string>) => ChartOptions;
  table: ReactNode;
  height?: number;
  /** What chooses the subject of the chart. */
  above?: ReactNode;
}

/** A panel with a chart and, one key away, the same numbers as a table. */
export function ChartWithTable({ title, description, summary, options, table, height = 300, above }: ChartWithTableProps) {
  const [view, setView] = useState("chart");
  const scheme = useComputedColorScheme();
  const control = (
    <SegmentedControl
      size="xs"
      aria-label={`${title}: ${texts.view}`}
      value={view}
      onChange={setView}
      data={[
        { value: "chart", label: texts.chart },
        { value: "table", label: texts.table },
      ]}
    />
  );
  return (
    <Panel title={title} description={description} actions={control} flush={view === "table"}>
      {above ? (
        <Box px={view === "table" ? "1.25rem" : 0} pb="md">
          {above}
        </Box>
      ) : null}
      {view === "table" ? (
        table
      ) : (
        <Suspense fallback={<Skeleton height={height} />}>
          <Chart key={scheme} options={options} summary={summary} height={height} />
        </Suspense>
      )}
    </Panel>
  );
}
