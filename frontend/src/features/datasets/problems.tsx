import { Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { StatusMark } from "@/components/status-mark";
import { formatInteger, formatValue } from "@/lib/format";
import type { DatasetProblem } from "./api";
import { texts } from "./texts";

const SHOWN = 200;

interface ProblemsProps {
  problems: readonly DatasetProblem[];
}

/** Every problem with its row and column, errors first. */
export function Problems({ problems }: ProblemsProps) {
  const errors = problems.filter((problem) => problem.severity === "error");
  const others = problems.filter((problem) => problem.severity !== "error");
  const shown = [...errors, ...others].slice(0, SHOWN);
  return (
    <Panel
      title={texts.problemsTitle}
      description={texts.problemsHint(errors.length, others.length)}
      flush={problems.length > 0}
    >
      {problems.length === 0 ? (
        <Text size="sm">{texts.noProblems}</Text>
      ) : (
        <>
          <DataTable
            label={texts.problemsTitle}
            rows={shown}
            rowKey={(row) => shown.indexOf(row)}
            minWidth={640}
            columns={[
              {
                name: "severity",
                header: texts.severity,
                width: 120,
                cell: (row) => (
                  <StatusMark tone={row.severity === "error" ? "failed" : "warning"}>
                    {row.severity === "error" ? texts.error : texts.warning}
                  </StatusMark>
                ),
              },
              { name: "row", header: texts.row, width: 80, cell: (row) => numberOrNothing(row.row) },
              { name: "column", header: texts.column, width: 170, cell: (row) => row.column ?? null },
              { name: "message", header: texts.message, cell: (row) => row.message },
              { name: "value", header: texts.value, width: 150, cell: valueOf },
            ]}
          />
          {problems.length > SHOWN ? (
            <Text size="sm" c="dimmed" p="md">
              {texts.shownFirst(SHOWN, problems.length)}
            </Text>
          ) : null}
        </>
      )}
    </Panel>
  );
}

function numberOrNothing(value: number | null | undefined): string | null {
  return typeof value === "number" ? formatInteger(value) : null;
}

function valueOf(problem: DatasetProblem): string | null {
  if (problem.value !== null && problem.value !== undefined) return formatValue(problem.value);
  return typeof problem.count === "number" ? texts.times(problem.count) : null;
}
