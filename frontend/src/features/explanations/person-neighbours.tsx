import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { DataTable } from "@/components/data-table";
import { Notice } from "@/components/notice";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { formatLabel, formatMeasure, UNKNOWN } from "@/lib/format";
import { type Neighbours, useNeighbours } from "./api";
import { texts } from "./texts";

interface PersonNeighboursProps {
  employeeId: number;
}

/** How many of those who were most like a person left; read when it is asked for, and recorded then. */
export function PersonNeighbours({ employeeId }: PersonNeighboursProps) {
  const [isOpen, setIsOpen] = useState(false);
  const neighbours = useNeighbours(employeeId, isOpen);
  const toggle = (
    <Button variant="default" size="compact-sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
      {isOpen ? texts.hide : texts.showNeighbours}
    </Button>
  );
  return (
    <Panel title={texts.neighboursTitle} description={texts.neighboursHint} actions={toggle}>
      {isOpen ? (
        <QueryView query={neighbours} skeleton={<Skeleton height={240} />}>
          {(data) => (data.reason ? <Notice tone="info">{data.reason}</Notice> : <Groups neighbours={data} />)}
        </QueryView>
      ) : null}
    </Panel>
  );
}

function Groups({ neighbours }: { neighbours: Neighbours }) {
  const { leavers, stayers } = neighbours;
  return (
    <Stack gap="md">
      <Text size="sm">
        <Text span fw={600}>
          {nearestText(neighbours)}
        </Text>{" "}
        {comparedText(neighbours)}
      </Text>
      <DataTable
        label={texts.neighboursTitle}
        rows={neighbours.attributes}
        rowKey={(row) => row.attribute}
        columns={[
          { name: "attribute", header: texts.attribute, cell: (row) => formatLabel(row.label) },
          { name: "own", header: texts.own, cell: (row) => row.value },
          {
            name: "leavers",
            header: texts.nearestLeavers(leavers?.people ?? null),
            cell: (row) => row.leavers ?? UNKNOWN,
          },
          {
            name: "stayers",
            header: texts.nearestStayers(stayers?.people ?? null),
            cell: (row) => row.stayers ?? UNKNOWN,
          },
        ]}
      />
      <Text size="xs" c="dimmed">
        {texts.distances(
          formatMeasure(leavers?.mean_distance ?? null, 2),
          formatMeasure(stayers?.mean_distance ?? null, 2),
        )}{" "}
        {neighbours.distance} {texts.ranges}
      </Text>
    </Stack>
  );
}

function nearestText({ nearest, nearest_leavers: left, within_days: days }: Neighbours): string {
  return typeof left === "number" ? texts.nearestLeft(left, nearest, days) : texts.nearestFew(nearest, days);
}

function comparedText({ compared, compared_leavers: left }: Neighbours): string {
  return typeof left === "number" ? texts.comparedLeft(left, compared) : texts.comparedFew(compared);
}
