import { Anchor, Button, Skeleton, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { DataTable } from "@/components/data-table";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { formatLabel, formatPoints, formatShare } from "@/lib/format";
import { type Sensitivity, useSensitivity } from "./api";
import { largestReductions } from "./largest-reductions";
import { texts } from "./texts";

interface PersonSensitivityProps {
  employeeId: number;
}

/** How the model's forecast differs with other values of controllable attributes; never called an effect. */
export function PersonSensitivity({ employeeId }: PersonSensitivityProps) {
  const [isOpen, setIsOpen] = useState(false);
  const sensitivity = useSensitivity(employeeId, isOpen);
  const toggle = (
    <Button variant="default" size="compact-sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
      {isOpen ? texts.hide : texts.showSensitivity}
    </Button>
  );
  return (
    <Panel title={texts.sensitivityTitle} description={texts.sensitivityHint} actions={toggle}>
      {isOpen ? (
        <QueryView query={sensitivity} skeleton={<Skeleton height={180} />}>
          {(data) => <Changes sensitivity={data} />}
        </QueryView>
      ) : null}
    </Panel>
  );
}

const toSettings = (
  <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/explanations" />}>
    {texts.toSettings}
  </Anchor>
);

function Changes({ sensitivity }: { sensitivity: Sensitivity }) {
  if (sensitivity.reason) {
    return (
      <Notice tone="info" action={toSettings}>
        {sensitivity.reason}
      </Notice>
    );
  }
  const days = sensitivity.horizon_days;
  const rows = largestReductions(sensitivity.changes);
  return (
    <Stack gap="md">
      <Text size="sm">
        {rows.length === 0 ? texts.noReduction : texts.sensitivityBase(days, formatShare(sensitivity.probability ?? 0))}
      </Text>
      {rows.length === 0 ? null : (
        <DataTable
          label={texts.sensitivityTitle}
          rows={rows}
          rowKey={(row) => row.attribute}
          columns={[
            { name: "attribute", header: texts.attribute, cell: (row) => formatLabel(row.label) },
            { name: "own", header: texts.own, cell: (row) => row.value },
            { name: "tried", header: texts.tried, cell: (row) => row.tried },
            { name: "change", header: texts.change(days), align: "right", cell: (row) => <Change change={row} /> },
          ]}
        />
      )}
      <Text size="xs" c="dimmed">
        {sensitivity.statement}
      </Text>
    </Stack>
  );
}

function Change({ change }: { change: Sensitivity["changes"][number] }) {
  return (
    <>
      <data value={change.change}>{formatPoints(change.change)}</data>
      <Text size="xs" c="dimmed">
        {texts.points(formatPoints(change.lower), formatPoints(change.upper))}
      </Text>
    </>
  );
}
