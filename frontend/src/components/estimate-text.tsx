import { Text } from "@mantine/core";
import type { Estimate } from "@/lib/api-types";
import { formatPeople } from "@/lib/format";
import { texts } from "./texts";

interface EstimateTextProps {
  estimate: Estimate;
  format?: (value: number) => string;
}

/** A point over its interval, for cells of a table. */
export function EstimateText({ estimate, format = formatPeople }: EstimateTextProps) {
  const lower = format(estimate.lower);
  const upper = format(estimate.upper);
  return (
    <>
      <data value={estimate.point}>{format(estimate.point)}</data>
      <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
        <span aria-hidden="true">
          {lower} – {upper}
        </span>
        <span className="visually-hidden">{texts.interval(lower, upper)}</span>
      </Text>
    </>
  );
}
