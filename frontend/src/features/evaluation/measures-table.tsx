import { Text } from "@mantine/core";
import { type Column, DataTable } from "@/components/data-table";
import { describeDifference, digitsOf, directionOf } from "@/lib/differences";
import { formatMeasure } from "@/lib/format";
import type { Difference } from "./api";
import { texts } from "./texts";

type Values = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

interface MeasuresTableProps {
  label: string;
  names: readonly string[];
  /** By forecast, then by measure. */
  values: Values;
  differences: readonly Difference[];
}

const OURS = "model";

/** Measures of the model and the simple forecasts side by side, and what each difference says. */
export function MeasuresTable({ label, names, values, differences }: MeasuresTableProps) {
  const baselines = Object.keys(texts.forecasts).filter((name) => name !== OURS && name in values);
  const columnOf = (forecast: string): Column<string> => ({
    name: forecast,
    header: texts.forecasts[forecast],
    align: "right",
    cell: (measure) => (
      <>
        <Text span size="sm" fw={forecast === OURS ? 600 : 400} className="tabular">
          {formatMeasure(values[forecast]?.[measure] ?? null, digitsOf(measure))}
        </Text>
        <DifferenceText found={differences.find((one) => one.baseline === forecast && one.measure === measure)} />
      </>
    ),
  });
  return (
    <DataTable
      label={label}
      rows={names}
      rowKey={(name) => name}
      minWidth={860}
      columns={[
        {
          name: "measure",
          header: texts.measure,
          cell: (name) => (
            <>
              {texts.measures[name] ?? name}
              <Text size="xs" c="dimmed">
                {directionOf(name)}
              </Text>
            </>
          ),
        },
        columnOf(OURS),
        ...baselines.map(columnOf),
      ]}
    />
  );
}

function DifferenceText({ found }: { found: Difference | undefined }) {
  if (!found) return null;
  return (
    <Text size="xs" c="dimmed">
      {describeDifference(found)}
    </Text>
  );
}
