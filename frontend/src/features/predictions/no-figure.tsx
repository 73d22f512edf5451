import { Text } from "@mantine/core";
import { Suppressed } from "@/components/suppressed";
import type { Summary } from "./api";
import { texts } from "./texts";

interface NoFigureProps {
  summary: Pick<Summary, "headcount" | "forecast_count">;
}

/** Why a group has no figure: it is small, or too few of its people have been scored. */
export function NoFigure({ summary }: NoFigureProps) {
  const { headcount, forecast_count: forecasts } = summary;
  if (!headcount || typeof forecasts !== "number" || forecasts >= headcount) return <Suppressed />;
  return (
    <Text span c="dimmed" size="sm">
      {forecasts === 0 ? texts.nobodyScored : texts.fewScored}
    </Text>
  );
}
