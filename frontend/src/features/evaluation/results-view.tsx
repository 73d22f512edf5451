import { Group, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { useMay } from "@/features/auth/api";
import { ReliabilityPlot } from "@/features/training/reliability-plot";
import type { HorizonFigures, Results } from "./api";
import { GroupsTable } from "./groups-table";
import { ListPanel } from "./list-panel";
import { MeasuresTable } from "./measures-table";
import { MonthsChart } from "./months-chart";
import { texts } from "./texts";

const OF_A_HORIZON = [
  "auc",
  "average_precision",
  "log_loss",
  "brier",
  "expected_calibration_error",
  "expected_over_observed",
  "lift_top_tenth",
];
const OF_THE_CURVE = ["harrell_concordance", "uno_concordance", "integrated_brier_score"];

interface ResultsViewProps {
  backtestId: number;
  results: Results;
}

/** What a backtest found, at one horizon at a time. */
export function ResultsView({ backtestId, results }: ResultsViewProps) {
  const judged = results.horizons.find((one) => one.person_months > 0) ?? results.horizons[0];
  const [days, setDays] = useState(String(judged?.days));
  const figures = results.horizons.find((one) => String(one.days) === days) ?? judged;
  const maySeePeople = useMay("predictions:read");
  if (!figures) return null;
  return (
    <Stack gap="lg">
      <Notice tone={results.beats_baselines ? "done" : "info"} title={results.beats_baselines ? texts.beats : texts.beatsNot}>
        {results.reason}
      </Notice>
      <Group gap="sm">
        <Text size="sm" fw={500} id="backtest-horizon">
          {texts.horizon}
        </Text>
        <SegmentedControl
          aria-labelledby="backtest-horizon"
          value={days}
          onChange={setDays}
          data={results.horizons.toReversed().map((one) => ({ value: String(one.days), label: texts.days(one.days) }))}
        />
      </Group>
      <Horizon figures={figures} />
      <Panel title={texts.curveTitle} description={texts.curveHint(results.survival.months)} flush>
        <MeasuresTable
          label={texts.curveTitle}
          names={OF_THE_CURVE}
          values={results.survival.measures}
          differences={results.survival.differences}
        />
      </Panel>
      {results.groups && results.groups.ratios.length > 0 ? <GroupsTable groups={results.groups} /> : null}
      {maySeePeople ? (
        <ListPanel backtestId={backtestId} months={figures.months} observedUntil={results.observed_until} />
      ) : null}
    </Stack>
  );
}

function Horizon({ figures }: { figures: HorizonFigures }) {
  const groups = useMemo(() => figures.calibration.map((group) => ({ ...group, n: group.people })), [figures]);
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <MonthsChart figures={figures} />
        <ReliabilityPlot groups={groups} />
      </SimpleGrid>
      <Panel
        title={texts.measuresTitle}
        description={
          figures.person_months > 0 ? texts.measuresHint(figures.people, figures.person_months) : texts.nothingOver
        }
        flush
      >
        {figures.person_months > 0 ? (
          <MeasuresTable
            label={texts.measuresTitle}
            names={OF_A_HORIZON}
            values={figures.measures}
            differences={figures.differences}
          />
        ) : null}
      </Panel>
    </>
  );
}
