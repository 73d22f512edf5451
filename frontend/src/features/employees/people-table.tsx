import { Button, Group, Loader, Text, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { FormProblem } from "@/components/form-problem";
import type { EmployeeRow } from "./api";
import classes from "./people.module.css";
import { COLUMNS, features, LAYOUT, NARROW_WIDTHS, sortColumnOf } from "./people-columns";
import type { Sort, SortColumn } from "./search";
import { texts } from "./texts";

const ROW_HEIGHT_PX = 56;
const ROWS_BEFORE_END = 25;

interface PeopleTableProps {
  rows: readonly EmployeeRow[];
  total: number;
  /** Whether the rows are still those of the filters and the order before. */
  isOfOtherView: boolean;
  sort: Sort;
  onSort: (column: SortColumn) => void;
  onEnd: () => void;
  hasMore: boolean;
  isLoadingMore: boolean;
  /** Why the next page could not be read. */
  moreError: unknown;
}

/** The list of people. Only the rows in sight are in the document; the next page is read near the end. */
export function PeopleTable(props: PeopleTableProps) {
  const { rows, total, isOfOtherView, sort, onSort, onEnd, hasMore, isLoadingMore, moreError } = props;
  const isWide = useMediaQuery("(min-width: 90em)", true);
  const isUsual = useMediaQuery("(min-width: 66em)", true);
  const viewport = useRef<HTMLDivElement>(null);
  const table = useTable({
    features,
    columns: isWide ? COLUMNS.wide : isUsual ? COLUMNS.usual : COLUMNS.narrow,
    data: rows,
    getRowId: (row) => String(row.id),
  });
  const tableRows = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const isNearEnd = lastShown >= rows.length - ROWS_BEFORE_END;
  useEffect(() => {
    if (isNearEnd && hasMore && !moreError) onEnd();
  }, [isNearEnd, hasMore, moreError, onEnd]);
  const isUnnamed = rows.every((row) => !row.full_name);
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <>
      <div
        ref={viewport}
        className={classes.viewport}
        tabIndex={0}
        role="group"
        aria-label={texts.title}
        data-starts-at-top
      >
        <table className={classes.table} aria-rowcount={total + 1} aria-busy={isOfOtherView}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} aria-rowindex={1}>
                {group.headers.map((header) => (
                  <Header
                    key={header.id}
                    id={header.column.id}
                    isNarrow={!isUsual}
                    sortColumn={sortColumnOf(header.column.id, isUnnamed)}
                    sort={sort}
                    onSort={onSort}
                  >
                    {String(header.column.columnDef.header)}
                  </Header>
                ))}
              </tr>
            ))}
          </thead>
          <tbody>
            <Spacer height={before} />
            {items.map((item) => {
              const row = tableRows[item.index];
              return row ? (
                <tr key={row.id} aria-rowindex={item.index + 2} style={{ height: ROW_HEIGHT_PX }}>
                  {row.getAllCells().map((cell) => (
                    <td key={cell.id} data-right={LAYOUT[cell.column.id]?.right}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                </tr>
              ) : null;
            })}
            <Spacer height={after} />
          </tbody>
        </table>
      </div>
      {isLoadingMore ? (
        <Group p="xs" gap="xs" justify="center" role="status">
          <Loader size="xs" />
          <Text size="sm">{texts.loadingMore}</Text>
        </Group>
      ) : null}
      {moreError ? (
        <Group p="sm" gap="sm">
          <FormProblem error={moreError} />
          <Button variant="default" size="compact-sm" onClick={onEnd}>
            {texts.loadMore}
          </Button>
        </Group>
      ) : null}
    </>
  );
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return <tr aria-hidden="true" style={{ height }} />;
}

interface HeaderProps {
  id: string;
  isNarrow: boolean;
  sortColumn: SortColumn | undefined;
  sort: Sort;
  onSort: (column: SortColumn) => void;
  children: string;
}

function Header({ id, isNarrow, sortColumn: column, sort, onSort, children }: HeaderProps) {
  const { width: roomy, right } = LAYOUT[id] ?? { width: 120 };
  const width = isNarrow ? NARROW_WIDTHS[id] : roomy;
  if (!column) {
    return (
      <th scope="col" style={{ width }} data-right={right}>
        {children}
      </th>
    );
  }
  const direction = sort === column ? "ascending" : sort === `-${column}` ? "descending" : "none";
  const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[direction];
  return (
    <th scope="col" style={{ width }} data-right={right} aria-sort={direction}>
      <UnstyledButton className={classes.sort} onClick={() => onSort(column)} title={texts.sortBy(children)}>
        {children}
        <Icon size={14} aria-hidden opacity={direction === "none" ? 0.45 : 1} />
      </UnstyledButton>
    </th>
  );
}
