import { Text } from "@mantine/core";
import { RiskBandMark } from "@/components/risk-band-mark";
import { formatDate, formatShare } from "@/lib/format";
import type { EmployeeDetail } from "./api";
import classes from "./person.module.css";
import { texts } from "./texts";

interface PersonBandProps {
  forecast: NonNullable<EmployeeDetail["forecast"]>;
}

/** The person's risk band, with the probability, horizon and date it rests on. */
export function PersonBand({ forecast }: PersonBandProps) {
  return (
    <div className={classes.band}>
      <RiskBandMark band={forecast.risk_band} />
      <Text size="xs" c="dimmed">
        {texts.bandRestsOn(formatShare(forecast.probability_365), formatDate(forecast.as_of))}
      </Text>
    </div>
  );
}
