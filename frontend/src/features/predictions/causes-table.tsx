import { Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import type { Prediction } from "./api";
import { texts } from "./texts";

type Cause = Prediction["horizons"][number]["causes"][number]["cause"];

export interface HorizonCauses {
  days: number;
  parts: readonly { cause: Cause; value: number }[];
}

interface CausesTableProps {
  title: string;
  hint: string;
  horizons: readonly HorizonCauses[];
  format: (value: number) => string;
}

/** What each cause adds to the figure of each horizon; nothing where the model tells no causes apart. */
export function CausesTable({ title, hint, horizons, format }: CausesTableProps) {
  const rows = horizons.find((horizon) => horizon.parts.length > 0)?.parts.map((part) => part.cause) ?? [];
  if (rows.length === 0) return null;
  return (
    <div>
      <Text size="sm" fw={600} mt="lg">
        {title}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {hint}
      </Text>
      <DataTable
        label={title}
        rows={rows}
        rowKey={(cause) => cause}
        minWidth={420}
        columns={[
          { name: "cause", header: texts.cause, cell: (cause) => texts.causes[cause] },
          ...horizons.map((horizon) => ({
            name: String(horizon.days),
            header: texts.within(horizon.days),
            align: "right" as const,
            cell: (cause: Cause) => <Part horizon={horizon} cause={cause} format={format} />,
          })),
        ]}
      />
    </div>
  );
}

interface PartProps {
  horizon: HorizonCauses;
  cause: Cause;
  format: (value: number) => string;
}

function Part({ horizon, cause, format }: PartProps) {
  const part = horizon.parts.find((one) => one.cause === cause);
  if (!part) return texts.notTold;
  return (
    <data value={part.value} data-figure={`cause-${cause}-${horizon.days}`}>
      {format(part.value)}
    </data>
  );
}
