import { Checkbox, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { useMay } from "@/features/auth/api";
import { formatLabel } from "@/lib/format";
import { toProblem } from "@/lib/problem";
import { type ControllableChoice, useControllable, useSetControllable } from "./api";
import { texts } from "./texts";

/** Marks the attributes that somebody can change; others see which are marked. */
export function ControllablePanel() {
  const choices = useControllable();
  return (
    <Panel title={texts.controllableTitle} description={texts.controllableHint} flush>
      <QueryView query={choices} skeleton={<SkeletonRows count={4} />}>
        {(data) => <Choices choices={data} />}
      </QueryView>
    </Panel>
  );
}

function Choices({ choices }: { choices: readonly ControllableChoice[] }) {
  const mayMark = useMay("explanations:write");
  const marking = useSetControllable();
  if (choices.length === 0) {
    return (
      <Text size="sm" p="md">
        {texts.controllableNone}
      </Text>
    );
  }
  const toggle = (toggled: ControllableChoice) => {
    const marked = choices.filter((one) => one.is_controllable !== (one.attribute === toggled.attribute));
    marking.mutate(
      marked.map((one) => one.attribute),
      { onError: (error) => notifications.show({ color: "red", message: toProblem(error).message }) },
    );
  };
  return (
    <DataTable
      label={texts.controllableTitle}
      rows={choices}
      rowKey={(row) => row.attribute}
      minWidth={280}
      columns={[
        { name: "attribute", header: texts.attribute, cell: (row) => formatLabel(row.label) },
        {
          name: "controllable",
          header: texts.controllable,
          align: "right",
          cell: (row) => (
            <Checkbox
              aria-label={texts.mark(formatLabel(row.label))}
              checked={row.is_controllable}
              disabled={!mayMark || marking.isPending}
              onChange={() => toggle(row)}
              display="inline-block"
            />
          ),
        },
      ]}
    />
  );
}
