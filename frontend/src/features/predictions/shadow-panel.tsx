import { Stack, Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { formatDate, formatInteger, formatPeople } from "@/lib/format";
import { type ShadowComparison, type ShadowRun, useShadowRuns } from "./shadow-api";
import { shadowTexts as texts } from "./shadow-texts";

interface ShadowPanelProps {
  modelVersionId: number;
  isShadow: boolean;
}

/** How a version that runs, or ran, as shadow compares with the one that forecasts; nothing for all others. */
export function ShadowPanel({ modelVersionId, isShadow }: ShadowPanelProps) {
  const runs = useShadowRuns(modelVersionId, isShadow);
  if (!isShadow && !runs.data?.items.length) return null;
  return (
    <Panel title={texts.title} description={texts.hint}>
      <QueryView query={runs} skeleton={<SkeletonRows count={3} />}>
        {(data) => <Runs runs={data.items} />}
      </QueryView>
    </Panel>
  );
}

function Runs({ runs }: { runs: readonly ShadowRun[] }) {
  const newest = runs[0];
  if (!newest) return <Text size="sm">{texts.waiting}</Text>;
  const told = runs.filter((run) => run.leavers !== null);
  return (
    <Stack gap="md">
      {newest.message ? <Notice tone="error">{newest.message}</Notice> : null}
      {newest.comparison ? <Comparison run={newest} compared={newest.comparison} /> : null}
      {told.length > 0 ? <Leavers runs={told} /> : null}
    </Stack>
  );
}

function difference(pair: { promoted: number; shadow: number }): string {
  const value = Math.round((pair.shadow - pair.promoted) * 10) / 10 || 0;
  return `${value > 0 ? "+" : ""}${formatPeople(value)}`;
}

function Comparison({ run, compared }: { run: ShadowRun; compared: ShadowComparison }) {
  return (
    <>
      <Text size="sm">
        {texts.compared(run.as_of, compared.people, run.beside_version_id)}{" "}
        {texts.rank(compared.rank_correlation, compared.mean_absolute_difference)}
      </Text>
      <DataTable
        label={texts.sumsTitle}
        rows={compared.horizons}
        rowKey={(one) => one.days}
        minWidth={420}
        columns={[
          { name: "days", header: texts.horizon, cell: (one) => texts.days(one.days) },
          { name: "promoted", header: texts.promoted, align: "right", cell: (one) => formatPeople(one.promoted) },
          { name: "shadow", header: texts.shadow, align: "right", cell: (one) => formatPeople(one.shadow) },
          { name: "difference", header: texts.difference, align: "right", cell: difference },
        ]}
      />
      {compared.groups.length > 0 ? (
        <DataTable
          label={texts.groupsTitle}
          rows={compared.groups}
          rowKey={(one) => one.org_unit_id}
          minWidth={520}
          columns={[
            { name: "path", header: texts.groupsTitle, cell: (one) => one.path },
            { name: "people", header: texts.people, align: "right", cell: (one) => formatInteger(one.people) },
            { name: "promoted", header: texts.promoted, align: "right", cell: (one) => formatPeople(one.promoted) },
            { name: "shadow", header: texts.shadow, align: "right", cell: (one) => formatPeople(one.shadow) },
            { name: "difference", header: texts.difference, align: "right", cell: difference },
          ]}
        />
      ) : null}
    </>
  );
}

function Leavers({ runs }: { runs: readonly ShadowRun[] }) {
  const rows = runs.flatMap((run) => (run.leavers ? [{ id: run.id, asOf: run.as_of, ...run.leavers }] : []));
  return (
    <DataTable
      label={texts.leaversTitle}
      rows={rows}
      rowKey={(one) => one.id}
      minWidth={520}
      columns={[
        { name: "since", header: texts.since, isOneLine: true, cell: (one) => formatDate(one.asOf) },
        { name: "until", header: texts.until, isOneLine: true, cell: (one) => formatDate(one.until) },
        { name: "promoted", header: texts.promoted, align: "right", cell: (one) => formatPeople(one.promoted) },
        { name: "shadow", header: texts.shadow, align: "right", cell: (one) => formatPeople(one.shadow) },
        {
          name: "left",
          header: texts.left,
          align: "right",
          cell: (one) => (one.observed === null ? texts.few : formatInteger(one.observed)),
        },
      ]}
    />
  );
}
