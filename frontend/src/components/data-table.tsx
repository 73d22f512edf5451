import { ScrollArea, Table } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";

export interface Column<Row> {
  name: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  align?: "left" | "right";
  width?: number | string;
  /** Whether the cell stays on one line, such as a date. */
  isOneLine?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  minWidth?: number;
}

/** A short table of a panel; long ones are virtualised in their feature. */
export function DataTable<Row>({ label, columns, rows, rowKey, minWidth = 480 }: DataTableProps<Row>) {
  return (
    <ScrollArea type="auto" scrollbars="x" viewportProps={{ tabIndex: 0, role: "group", "aria-label": label }}>
      <Table miw={minWidth} aria-label={label} className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.name} ta={column.align ?? "left"} w={column.width} c="dimmed" fz="xs" fw={500}>
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column) => (
                <Table.Td
                  key={column.name}
                  ta={column.align ?? "left"}
                  {...(column.isOneLine ? { style: { whiteSpace: "nowrap" } } : {})}
                >
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
