import { Text } from "@mantine/core";
import { ContributionList } from "@/components/contribution-list";
import { Panel } from "@/components/panel";
import type { Prediction } from "./api";
import { texts } from "./texts";

interface PersonDriversProps {
  drivers: Prediction["drivers"];
}

/** The strongest contributions to one forecast. */
export function PersonDrivers({ drivers }: PersonDriversProps) {
  return (
    <Panel title={texts.personDriversTitle} description={texts.personDriversHint}>
      {drivers.length === 0 ? <Text size="sm">{texts.noPersonDrivers}</Text> : <ContributionList rows={drivers} />}
    </Panel>
  );
}
