import { Button, Group, List, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { DataTable } from "@/components/data-table";
import { Facts } from "@/components/facts";
import { FormProblem } from "@/components/form-problem";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { formatDatesIn, formatInteger, formatNumber, formatShare, UNKNOWN } from "@/lib/format";
import { saveFile } from "@/lib/save-file";
import { type ModelCard, readCardText, useModelCard } from "./api";
import { DataCardPanels } from "./data-card-panels";
import { texts } from "./texts";

/** Model card and data card of a version, on the page and as files. */
export function CardPanels({ id }: { id: number }) {
  const card = useModelCard(id);
  return (
    <QueryView query={card} skeleton={<Skeleton height={240} radius="lg" />}>
      {(data) => (
        <>
          <CardPanel card={data} />
          {data.model ? <MembersPanel model={data.model} libraries={data.libraries} /> : null}
          {data.data ? <DataCardPanels data={data.data} /> : null}
        </>
      )}
    </QueryView>
  );
}

function CardPanel({ card }: { card: ModelCard }) {
  return (
    <Panel title={texts.cardTitle} description={texts.cardHint} actions={<Downloads card={card} />}>
      <Stack gap="md">
        <div>
          <Text fw={600} size="sm">
            {texts.intendedUse}
          </Text>
          <Text size="sm">{card.intended_use}</Text>
        </div>
        {card.limits.length > 0 ? (
          <div>
            <Text fw={600} size="sm">
              {texts.limits}
            </Text>
            <List size="sm">
              {card.limits.map((limit) => (
                <List.Item key={limit}>{formatDatesIn(limit)}</List.Item>
              ))}
            </List>
          </div>
        ) : null}
      </Stack>
    </Panel>
  );
}

function Downloads({ card }: { card: ModelCard }) {
  const id = card.model_version_id;
  const markdown = useMutation({
    mutationFn: () => readCardText(id),
    onSuccess: (text) => saveFile(`model-${id}.md`, text, "text/markdown"),
  });
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs" wrap="nowrap">
        <Button size="compact-sm" variant="default" onClick={() => markdown.mutate()} loading={markdown.isPending}>
          {texts.asMarkdown}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => saveFile(`model-${id}.json`, JSON.stringify(card, null, 2), "application/json")}
        >
          {texts.asJson}
        </Button>
      </Group>
      <FormProblem error={markdown.error} />
    </Stack>
  );
}

interface MembersPanelProps {
  model: NonNullable<ModelCard["model"]>;
  libraries: ModelCard["libraries"];
}

function MembersPanel({ model, libraries }: MembersPanelProps) {
  const versions = Object.entries(libraries).map(([name, version]) => `${name} ${version}`);
  return (
    <Panel title={texts.membersTitle} description={texts.membersHint}>
      <Stack gap="md">
        <DataTable
          label={texts.membersTitle}
          rows={model.members}
          rowKey={(member) => member.name}
          minWidth={360}
          columns={[
            { name: "name", header: texts.member, cell: (member) => member.name },
            { name: "weight", header: texts.weight, align: "right", cell: (member) => formatNumber(member.weight, 3) },
            {
              name: "rounds",
              header: texts.rounds,
              align: "right",
              cell: (member) => (member.rounds ? formatInteger(member.rounds) : UNKNOWN),
            },
          ]}
        />
        <Facts
          items={[
            [texts.kind, texts.kinds[model.kind] ?? model.kind],
            [texts.calibration, model.calibration],
            [texts.floor, formatShare(model.floor)],
            [texts.bags, formatInteger(model.bags)],
            [texts.seed, String(model.seed)],
            [texts.libraries, versions.join(", ")],
          ]}
        />
      </Stack>
    </Panel>
  );
}
