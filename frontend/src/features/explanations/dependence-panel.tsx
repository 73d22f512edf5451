import { Box, Select, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { formatLabel } from "@/lib/format";
import { usePartialDependence, type WorkforceExplanation } from "./api";
import { DependenceChart } from "./dependence-chart";
import { texts } from "./texts";

interface DependencePanelProps {
  attributes: WorkforceExplanation["attributes"];
  attribute: string | undefined;
  onChange: (attribute: string | undefined) => void;
}

/** Chooses an attribute and shows how the mean forecast follows it. */
export function DependencePanel({ attributes, attribute, onChange }: DependencePanelProps) {
  const choices = attributes
    .filter((one) => one.values.length > 0 && one.kind !== "season")
    .map((one) => ({ value: one.attribute, label: formatLabel(one.label) }));
  const chosen = attribute ?? choices[0]?.value;
  const select = (
    <Select
      aria-label={texts.chooseAttribute}
      placeholder={texts.chooseAttribute}
      data={choices}
      value={chosen ?? null}
      onChange={(value) => onChange(value ?? undefined)}
      searchable
      allowDeselect={false}
      w={{ base: "100%", xs: 240 }}
    />
  );
  return chosen === undefined ? null : <Dependence attribute={chosen} select={select} />;
}

interface DependenceProps {
  attribute: string;
  select: ReactNode;
}

function Dependence({ attribute, select }: DependenceProps) {
  const dependence = usePartialDependence(attribute);
  if (dependence.data) return <DependenceChart dependence={dependence.data} select={select} />;
  return (
    <Panel title={texts.dependenceTitle} description={texts.dependenceAsk}>
      <Box pb="md">{select}</Box>
      <QueryView query={dependence} skeleton={<Skeleton height={300} />}>
        {() => null}
      </QueryView>
    </Panel>
  );
}
