import { NativeSelect, Text } from "@mantine/core";
import { useState } from "react";
import { DataTable } from "@/components/data-table";
import { LoadMore } from "@/components/load-more";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { formatDate, formatShare } from "@/lib/format";
import { type ListedPerson, type MonthFigures, useMonthList } from "./api";
import classes from "./evaluation.module.css";
import { texts } from "./texts";

interface ListPanelProps {
  backtestId: number;
  months: readonly MonthFigures[];
  observedUntil: string;
}

/** Who stood on the list of a month, as it was known then, and who has left since. */
export function ListPanel({ backtestId, months, observedUntil }: ListPanelProps) {
  const [chosen, setChosen] = useState(months[0]?.month ?? "");
  const hash = months.find((month) => month.month === chosen)?.list_sha256;
  const select = (
    <NativeSelect
      aria-label={texts.month}
      value={chosen}
      onChange={(event) => setChosen(event.currentTarget.value)}
      data={months.map(({ month }) => ({ value: month, label: formatDate(month) }))}
    />
  );
  const description = (
    <>
      {texts.listsHint} {texts.hash}: <span className={classes.hash}>{hash}</span>
    </>
  );
  return (
    <Panel title={texts.listsTitle} description={description} actions={select} flush>
      <People key={chosen} backtestId={backtestId} month={chosen} observedUntil={observedUntil} />
    </Panel>
  );
}

function People({ backtestId, month, observedUntil }: { backtestId: number; month: string; observedUntil: string }) {
  const list = useMonthList(backtestId, month);
  return (
    <QueryView query={list} skeleton={<SkeletonRows count={5} />}>
      {(data) =>
        data.items.length === 0 ? (
          <Text size="sm" p="md">
            {texts.noneInScope}
          </Text>
        ) : (
          <>
            <DataTable
              label={texts.listsTitle}
              rows={data.items}
              rowKey={(person) => person.employee_id}
              minWidth={620}
              columns={[
                { name: "person", header: texts.person, cell: nameOf },
                ...([30, 90, 180, 365] as const).map((days) => ({
                  name: String(days),
                  header: texts.probability(days),
                  align: "right" as const,
                  cell: (person: ListedPerson) => formatShare(person[`probability_${days}`]),
                })),
                {
                  name: "since",
                  header: texts.sinceThen,
                  isOneLine: true,
                  cell: (person) => (person.has_left ? texts.left(observedUntil) : texts.stayed),
                },
              ]}
            />
            <LoadMore shown={data.items.length} total={data.total} list={list} />
          </>
        )
      }
    </QueryView>
  );
}

function nameOf(person: ListedPerson) {
  return (
    <>
      {person.full_name ?? person.employee_number}
      {person.full_name ? (
        <Text size="xs" c="dimmed">
          {person.employee_number}
        </Text>
      ) : null}
    </>
  );
}
