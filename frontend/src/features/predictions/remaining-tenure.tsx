import { Text } from "@mantine/core";
import { IntervalBar } from "@/components/interval-bar";
import { Panel } from "@/components/panel";
import { texts as shared } from "@/components/texts";
import { formatInteger, formatNumber, formatValue } from "@/lib/format";
import type { Prediction } from "./api";
import classes from "./expected-leavers.module.css";
import { Extrapolated } from "./extrapolated";
import { texts } from "./texts";

type Tenure = Prediction["remaining_tenure"];

interface RemainingTenureProps {
  tenure: Tenure;
}

/** How much longer the person is expected to stay, and what that is worth where a value is set. */
export function RemainingTenure({ tenure }: RemainingTenureProps) {
  const { expected_months: months, within_months: within, value } = tenure;
  return (
    <Panel title={texts.tenureTitle} description={texts.tenureHint(within)}>
      <div className={classes.grid}>
        <div className={classes.figure}>
          <Text size="sm" c="dimmed">
            {texts.expectedMonths}
          </Text>
          <data className={classes.number} value={months.point} data-figure="expected-months">
            {formatNumber(months.point, 1)}
          </data>
          <Text size="sm">{texts.ofMonths(within)}</Text>
          <IntervalBar estimate={months} max={within} />
          <Text size="xs" c="dimmed">
            {shared.interval(formatNumber(months.lower, 1), formatNumber(months.upper, 1))}
          </Text>
          {tenure.extrapolated ? <Extrapolated /> : null}
        </div>
        <div className={classes.figure}>
          <Text size="sm" c="dimmed">
            {texts.median}
          </Text>
          <Text fw={600} data-figure="median-months">
            {median(tenure)}
          </Text>
        </div>
        {value ? (
          <div className={classes.figure}>
            <Text size="sm" c="dimmed">
              {texts.keptValue(value.label)}
            </Text>
            <data className={classes.number} value={value.expected.point} data-figure="kept-value">
              {formatInteger(value.expected.point)}
            </data>
            <Text size="xs" c="dimmed">
              {shared.interval(formatInteger(value.expected.lower), formatInteger(value.expected.upper))}
            </Text>
            <Text size="xs" c="dimmed">
              {texts.keptValueHint(formatValue(value.amount), value.amount_months)}
            </Text>
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

function median({ median_months: months, median_state: state, within_months: within }: Tenure): string {
  if (typeof months === "number") return texts.medianAfter(formatNumber(months, 1));
  return state === "beyond" ? texts.medianBeyond(within) : texts.medianUnknown;
}
