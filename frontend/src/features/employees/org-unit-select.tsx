import { Select } from "@mantine/core";
import { NotRead } from "@/components/not-read";
import { useOrgUnits } from "./api";
import { texts } from "./texts";

interface OrgUnitSelectProps {
  value: number | undefined;
  onChange: (orgUnitId: number | undefined) => void;
}

/** Chooses an org unit within the reader's scope; absent where the data name none. */
export function OrgUnitSelect({ value, onChange }: OrgUnitSelectProps) {
  const units = useOrgUnits();
  if (units.isError && !units.data) return <NotRead sentence={texts.unitsNotRead} retry={() => void units.refetch()} />;
  if (!units.data || units.data.length === 0) return null;
  return (
    <Select
      aria-label={texts.orgUnit}
      placeholder={texts.anyUnit}
      data={units.data.map((unit) => ({ value: String(unit.id), label: unit.path.replaceAll("/", " / ") }))}
      value={value === undefined ? null : String(value)}
      onChange={(chosen) => onChange(chosen === null ? undefined : Number(chosen))}
      searchable
      clearable
      clearButtonProps={{ "aria-label": texts.anyUnit }}
      w={{ base: "100%", xs: 240 }}
    />
  );
}
