import { Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { formatDate, formatDatesIn, formatInteger, formatLabel, formatShare, formatValue, UNKNOWN } from "@/lib/format";
import type { AttributeSummary, DataCard } from "./api";
import { texts } from "./texts";

/** What a version learnt from: the whole, each attribute, each import. */
export function DataCardPanels({ data }: { data: DataCard }) {
  return (
    <>
      <Panel title={texts.dataTitle} description={texts.dataHint}>
        <Facts items={factsOf(data)} />
      </Panel>
      <AttributesPanel attributes={data.attributes} />
      <LeakagePanel leakage={data.leakage} />
      <ImportsPanel imports={data.imports} />
    </>
  );
}

function factsOf(data: DataCard) {
  const causes = data.causes?.map((one) => `${one.cause} ${formatInteger(one.count)}`).join(", ");
  const until = formatDate(data.period_until);
  return [
    [texts.rows, formatInteger(data.rows)],
    [texts.identicalRows, formatInteger(data.identical_rows)],
    [texts.people, formatInteger(data.people)],
    [texts.leavers, formatInteger(data.leavers)],
    [texts.causes, causes ?? texts.notTold],
    [texts.trainedFrom, data.period_from ? texts.period(formatDate(data.period_from), until) : until],
    [texts.windowDays, data.window_days ? texts.days(data.window_days) : UNKNOWN],
    [texts.dataHash, data.sha256],
  ] as const;
}

function AttributesPanel({ attributes }: { attributes: readonly AttributeSummary[] }) {
  return (
    <Panel title={texts.attributesTitle} flush>
      <DataTable
        label={texts.attributesTitle}
        rows={attributes}
        rowKey={(one) => one.name}
        minWidth={620}
        columns={[
          { name: "name", header: texts.attribute, cell: (one) => formatLabel(one.name) },
          { name: "missing", header: texts.missing, align: "right", cell: (one) => formatShare(one.missing_share) },
          { name: "people", header: texts.people, align: "right", cell: (one) => formatInteger(one.known_people) },
          { name: "distribution", header: texts.distribution, cell: distributionOf },
        ]}
      />
    </Panel>
  );
}

/** Levels with their numbers, or the middle nine tenths of numbers and dates. */
export function distributionOf(one: AttributeSummary): string {
  if (one.levels) {
    const levels = one.levels.map((level) => `${formatValue(level.level)} ${formatInteger(level.count)}`);
    const others = one.other_people ? [texts.others(one.other_people)] : [];
    return [...levels, ...others].join(", ");
  }
  if (!one.quantiles) return texts.tooFewPeople;
  const { p05, p50, p95 } = one.quantiles;
  return texts.range(formatValue(p05, one.kind), formatValue(p50, one.kind), formatValue(p95, one.kind));
}

function LeakagePanel({ leakage }: { leakage: DataCard["leakage"] }) {
  if (!leakage) return null;
  return (
    <Panel title={texts.leakagePanelTitle} description={leakage.findings.join(" ") || undefined} flush={leakage.columns.length > 0}>
      {leakage.columns.length === 0 ? (
        <Text size="sm">{texts.leakageNone}</Text>
      ) : (
        <DataTable
          label={texts.leakagePanelTitle}
          rows={leakage.columns}
          rowKey={(one) => one.column}
          minWidth={620}
          columns={[
            { name: "column", header: texts.attribute, cell: (one) => formatLabel(one.column) },
            { name: "verdict", header: texts.verdict, cell: (one) => texts.verdicts[one.verdict] ?? one.verdict },
            { name: "reason", header: texts.reason, cell: (one) => formatDatesIn(one.reason) },
          ]}
        />
      )}
    </Panel>
  );
}

function ImportsPanel({ imports }: { imports: DataCard["imports"] }) {
  if (imports.length === 0) return null;
  return (
    <Panel title={texts.importsTitle} flush>
      <DataTable
        label={texts.importsTitle}
        rows={imports}
        rowKey={(one) => one.dataset_id}
        minWidth={620}
        columns={[
          { name: "id", header: texts.import, width: 80, cell: (one) => one.dataset_id },
          {
            name: "file",
            header: texts.file,
            cell: (one) => (one.undone ? `${one.filename} (${texts.undone})` : one.filename),
          },
          { name: "shape", header: texts.shape, cell: (one) => one.shape ?? UNKNOWN },
          {
            name: "rows",
            header: texts.rows,
            align: "right",
            cell: (one) => (one.row_count === null ? UNKNOWN : formatInteger(one.row_count)),
          },
          { name: "asOf", header: texts.asOf, isOneLine: true, cell: (one) => formatDate(one.as_of) },
          {
            name: "findings",
            header: texts.findings,
            cell: (one) =>
              one.findings.map((found) => texts.finding(found.code, found.column, found.count ?? 1)).join("; ") || UNKNOWN,
          },
        ]}
      />
    </Panel>
  );
}
