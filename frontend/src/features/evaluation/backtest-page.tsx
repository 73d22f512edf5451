import { NativeSelect, Skeleton, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useState } from "react";
import { EmptyState } from "@/components/empty-state";
import { PageHeader } from "@/components/page-header";
import { QueryView } from "@/components/query-view";
import { formatDate, formatMoment } from "@/lib/format";
import { type Backtest, useBacktest, useBacktests } from "./api";
import { ResultsView } from "./results-view";
import { RunPanel } from "./run-panel";
import { texts } from "./texts";

export function BacktestPage() {
  const backtests = useBacktests();
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <QueryView query={backtests} skeleton={<Skeleton height={420} radius="lg" />}>
        {(data) => (
          <Stack gap="lg">
            <RunPanel backtests={data.items} obstacle={data.obstacle} />
            <Finished finished={data.items.filter((one) => one.status === "succeeded")} />
          </Stack>
        )}
      </QueryView>
    </>
  );
}

/** The newest finished backtest, or an earlier one that was chosen. */
function Finished({ finished }: { finished: readonly Backtest[] }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = finished.find((one) => one.id === chosen) ?? finished[0];
  if (!shown) return <EmptyState icon={IconHistory} title={texts.emptyTitle} hint={texts.emptyHint} />;
  return (
    <>
      {finished.length > 1 ? (
        <NativeSelect
          label={texts.earlier}
          maw={320}
          value={String(shown.id)}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
          data={finished.map((one) => ({
            value: String(one.id),
            label: `${texts.progressOf(one.id)} · ${formatMoment(one.finished_at)}`,
          }))}
        />
      ) : null}
      <Found key={shown.id} id={shown.id} />
    </>
  );
}

function Found({ id }: { id: number }) {
  const backtest = useBacktest(id);
  return (
    <QueryView query={backtest} skeleton={<Skeleton height={420} radius="lg" />}>
      {({ results, finished_at: finishedAt }) =>
        results ? (
          <>
            <Text size="sm" c="dimmed">
              {texts.found(id, formatMoment(finishedAt), formatDate(results.observed_until))}
            </Text>
            <ResultsView backtestId={id} results={results} />
          </>
        ) : null
      }
    </QueryView>
  );
}
