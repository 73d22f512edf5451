import { Anchor, Text } from "@mantine/core";
import { createColumnHelper, tableFeatures } from "@tanstack/react-table";
import { Link } from "@tanstack/react-router";
import { EstimateText } from "@/components/estimate-text";
import { RiskBandMark } from "@/components/risk-band-mark";
import { formatDate, formatShare, formatTenure, UNKNOWN } from "@/lib/format";
import type { EmployeeRow } from "./api";
import type { SortColumn } from "./search";
import { texts } from "./texts";

export const features = tableFeatures({});

const helper = createColumnHelper<typeof features, EmployeeRow>();

/** Widths in pixels where there is room for all, and the order each header asks the server for. */
export const LAYOUT: Record<string, { width: number; sort?: SortColumn; right?: boolean }> = {
  person: { width: 180, sort: "full_name" },
  unit: { width: 150 },
  job: { width: 135 },
  location: { width: 100 },
  hired: { width: 115, sort: "hired_on" },
  band: { width: 110 },
  probability90: { width: 125, right: true },
  probability365: { width: 145, sort: "probability_365", right: true },
};

/** What a column's header sorts by; people without names are in the order of their numbers. */
export function sortColumnOf(id: string, isUnnamed: boolean): SortColumn | undefined {
  const column = LAYOUT[id]?.sort;
  return column === "full_name" && isUnnamed ? "employee_number" : column;
}

/** Widths where only three columns have room. */
export const NARROW_WIDTHS: Record<string, string> = { person: "37%", band: "31%", probability365: "32%" };

const person = helper.display({
  id: "person",
  header: texts.person,
  cell: ({ row }) => (
    <>
      <Anchor
        size="sm"
        fw={500}
        renderRoot={(props) => (
          <Link {...props} to="/employees/$employeeId" params={{ employeeId: String(row.original.id) }} />
        )}
      >
        {row.original.full_name ?? row.original.employee_number}
      </Anchor>
      <Text size="xs" c="dimmed" truncate>
        {row.original.full_name ? row.original.employee_number : texts.unnamed}
        {row.original.left_on ? ` · ${texts.leftOn(formatDate(row.original.left_on))}` : null}
      </Text>
    </>
  ),
});

const unit = helper.display({
  id: "unit",
  header: texts.unit,
  cell: ({ row }) => {
    const parents = (row.original.org_unit_path ?? UNKNOWN).split("/");
    const name = parents.pop();
    return (
      <span title={row.original.org_unit_path ?? undefined}>
        <Text size="sm" truncate>
          {name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {parents.join(" / ")}
        </Text>
      </span>
    );
  },
});

const job = helper.display({
  id: "job",
  header: texts.job,
  cell: ({ row }) => <Text size="sm" lineClamp={2}>{row.original.job_title ?? UNKNOWN}</Text>,
});

const location = helper.display({
  id: "location",
  header: texts.location,
  cell: ({ row }) => <Text size="sm" truncate>{row.original.location ?? UNKNOWN}</Text>,
});

const hired = helper.display({
  id: "hired",
  header: texts.hired,
  cell: ({ row }) => (
    <>
      <Text size="sm" truncate>
        {formatDate(row.original.hired_on)}
      </Text>
      <Text size="xs" c="dimmed">
        {formatTenure(row.original.tenure_months)}
      </Text>
    </>
  ),
});

const band = helper.display({
  id: "band",
  header: texts.band,
  cell: ({ row: { original } }) =>
    original.forecast ? (
      <RiskBandMark band={original.forecast.risk_band} />
    ) : (
      <Text size="sm" c="dimmed">
        {texts.noForecast}
      </Text>
    ),
});

const probability90 = helper.display({
  id: "probability90",
  header: texts.probability90,
  cell: ({ row: { original } }) => {
    const { forecast } = original;
    if (!forecast) return UNKNOWN;
    const { probability_90: point, probability_90_lower: lower, probability_90_upper: upper } = forecast;
    return <EstimateText estimate={{ point, lower, upper }} format={formatShare} />;
  },
});

const probability365 = helper.display({
  id: "probability365",
  header: texts.probability365,
  cell: ({ row: { original } }) => {
    const { forecast } = original;
    if (!forecast) return UNKNOWN;
    const { probability_365: point, probability_365_lower: lower, probability_365_upper: upper } = forecast;
    return <EstimateText estimate={{ point, lower, upper }} format={formatShare} />;
  },
});

/** The columns for wide, usual and narrow windows. */
export const COLUMNS = {
  wide: helper.columns([person, unit, job, location, hired, band, probability90, probability365]),
  usual: helper.columns([person, unit, job, hired, band, probability90, probability365]),
  narrow: helper.columns([person, band, probability365]),
};
