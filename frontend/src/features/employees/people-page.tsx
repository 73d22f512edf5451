import { Button, Group, Text } from "@mantine/core";
import { IconUserSearch, IconUsersPlus } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { PageHeader } from "@/components/page-header";
import { SkeletonRows } from "@/components/skeletons";
import { useMay } from "@/features/auth/api";
import { formatDate } from "@/lib/format";
import { type EmployeeRow, usePeople } from "./api";
import classes from "./people.module.css";
import { PeopleFilters } from "./people-filters";
import { PeopleTable } from "./people-table";
import { DEFAULT_SORT, nextSort, readPeopleSearch, type SearchChange } from "./search";
import { texts } from "./texts";

export function PeoplePage() {
  // Read once more: the router keeps what a route's reader left out.
  const search = readPeopleSearch({ ...useSearch({ from: "/shell/employees" }) });
  const navigate = useNavigate({ from: "/employees" });
  const people = usePeople(search);
  const rows = useMemo(() => people.data?.pages.flatMap((page) => page.items) ?? [], [people.data]);
  const total = people.data?.pages[0]?.total ?? 0;
  const change = (part: SearchChange) =>
    void navigate({ search: (previous) => readPeopleSearch({ ...previous, ...part }), replace: true });
  return (
    <>
      <PageHeader title={texts.title} description={describe(rows)} />
      <div className={classes.card}>
        <Group className={classes.toolbar} justify="space-between" gap="sm">
          <PeopleFilters search={search} onChange={change} onReset={() => void navigate({ search: {}, replace: true })} />
          <Text size="sm" c="dimmed" role="status" className={classes.count}>
            {people.data ? texts.count(rows.length, total) : null}
          </Text>
        </Group>
        {rows.length > 0 ? (
          <PeopleTable
            rows={rows}
            total={total}
            sort={search.sort ?? DEFAULT_SORT}
            onSort={(column) => change({ sort: nextSort(search.sort ?? DEFAULT_SORT, column) })}
            onEnd={() => void people.fetchNextPage()}
            hasMore={people.hasNextPage && !people.isFetchingNextPage}
            isLoadingMore={people.isFetchingNextPage}
            error={people.error}
          />
        ) : (
          <WithoutRows people={people} filtered={Object.keys(search).length > 0} />
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

interface WithoutRowsProps {
  people: ReturnType<typeof usePeople>;
  filtered: boolean;
}

function WithoutRows({ people, filtered }: WithoutRowsProps) {
  if (people.isPending) return <SkeletonRows count={12} />;
  if (people.isError) return <ErrorState error={people.error} retry={() => void people.refetch()} />;
  return <NoPeople filtered={filtered} />;
}

function NoPeople({ filtered }: { filtered: boolean }) {
  const mayImport = useMay("datasets:write");
  if (filtered) return <EmptyState icon={IconUserSearch} title={texts.emptyTitle} hint={texts.emptyHint} />;
  const toImport = (
    <Button component={Link} to="/datasets" mt="xs">
      {texts.toImport}
    </Button>
  );
  return (
    <EmptyState
      icon={IconUsersPlus}
      title={texts.noneTitle}
      hint={texts.noneHint}
      action={mayImport ? toImport : null}
    />
  );
}
