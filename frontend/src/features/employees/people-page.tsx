import { Group, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { ErrorState } from "@/components/error-state";
import { PageHeader } from "@/components/page-header";
import { StaleNotice } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { ExportButton } from "@/features/predictions/export-button";
import { formatDate } from "@/lib/format";
import { type EmployeeRow, usePeople } from "./api";
import { NoPeople } from "./no-people";
import classes from "./people.module.css";
import { PeopleFilters } from "./people-filters";
import { PeopleTable } from "./people-table";
import { DEFAULT_SORT, nextSort, type PeopleSearch, readPeopleSearch, type SearchChange } from "./search";
import { texts } from "./texts";

export function PeoplePage() {
  // Read once more: the router keeps what a route's reader left out.
  const search = readPeopleSearch({ ...useSearch({ from: "/shell/employees" }) });
  const navigate = useNavigate({ from: "/employees" });
  const people = usePeople(search);
  const rows = useMemo(() => people.data?.pages.flatMap((page) => page.items) ?? [], [people.data]);
  const total = people.data?.pages[0]?.total ?? 0;
  const sort = search.sort ?? DEFAULT_SORT;
  const change = (part: SearchChange) =>
    void navigate({ search: (previous) => readPeopleSearch({ ...previous, ...part }), replace: true });
  const reset = () => change({ q: undefined, status: undefined, org_unit_id: undefined, risk_band: undefined });
  return (
    <>
      <PageHeader
        title={texts.title}
        description={describe(rows)}
        actions={rows.some((row) => row.forecast) ? <ExportButton /> : null}
      />
      <PeopleNotRefreshed people={people} />
      <div className={classes.card}>
        <Group className={classes.toolbar} justify="space-between" gap="sm">
          <PeopleFilters search={search} onChange={change} onReset={reset} />
          <Text size="sm" c="dimmed" role="status" className={classes.count}>
            {people.isPlaceholderData ? texts.reading : people.data ? texts.count(rows.length, total) : null}
          </Text>
        </Group>
        {rows.length > 0 ? (
          <PeopleTable
            rows={rows}
            total={total}
            isOfOtherView={people.isPlaceholderData}
            sort={sort}
            onSort={(column) => change({ sort: nextSort(sort, column) })}
            onEnd={() => void people.fetchNextPage()}
            hasMore={people.hasNextPage && !people.isFetching}
            isLoadingMore={people.isFetchingNextPage}
            moreError={people.isFetchNextPageError ? people.error : null}
          />
        ) : (
          <WithoutRows people={people} search={search} />
        )}
      </div>
    </>
  );
}

/** Which date and model the forecasts in the list come from. */
function describe(rows: readonly EmployeeRow[]): string {
  const forecast = rows.find((row) => row.forecast)?.forecast;
  return forecast ? texts.provenance(formatDate(forecast.as_of), forecast.model_version_id) : texts.description;
}

interface PeopleProps {
  people: ReturnType<typeof usePeople>;
}

/** That the whole list could not be read again; a further page that failed is told at the list's end. */
function PeopleNotRefreshed({ people }: PeopleProps) {
  if (!people.isRefetchError) return null;
  return <StaleNotice readAt={people.dataUpdatedAt} error={people.error} retry={() => void people.refetch()} />;
}

function WithoutRows({ people, search }: PeopleProps & { search: PeopleSearch }) {
  if (people.isPending || people.isPlaceholderData) return <SkeletonRows count={12} />;
  if (people.isError) return <ErrorState error={people.error} retry={() => void people.refetch()} />;
  return <NoPeople search={search} />;
}
