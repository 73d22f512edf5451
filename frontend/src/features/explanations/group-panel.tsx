import { Box, Skeleton, Stack, Text } from "@mantine/core";
import { ContributionList } from "@/components/contribution-list";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { OrgUnitSelect } from "@/features/employees/org-unit-select";
import { type GroupExplanation, useGroupExplanation } from "./api";
import { texts } from "./texts";

const SHOWN = 10;

interface GroupPanelProps {
  orgUnitId: number | undefined;
  onChange: (orgUnitId: number | undefined) => void;
}

/** What sets an org unit apart from everybody. */
export function GroupPanel({ orgUnitId, onChange }: GroupPanelProps) {
  return (
    <Panel title={texts.groupTitle} description={texts.groupHint}>
      <Box pb="md">
        <OrgUnitSelect value={orgUnitId} onChange={onChange} />
      </Box>
      {orgUnitId === undefined ? <Text size="sm">{texts.chooseUnit}</Text> : <Group orgUnitId={orgUnitId} />}
    </Panel>
  );
}

function Group({ orgUnitId }: { orgUnitId: number }) {
  const group = useGroupExplanation(orgUnitId);
  return (
    <QueryView query={group} skeleton={<Skeleton height={220} />}>
      {(data) => <Differences group={data} />}
    </QueryView>
  );
}

function Differences({ group }: { group: GroupExplanation }) {
  const rows = group.attributes.slice(0, SHOWN).map((one) => ({
    attribute: one.attribute,
    label: one.label,
    contribution: one.difference,
  }));
  return (
    <Stack gap="md">
      <Text size="sm">{texts.groupFacts(group.people, group.mean_score, group.workforce_mean_score)}</Text>
      <ContributionList rows={rows} />
      <Text size="xs" c="dimmed">
        {texts.strongest(rows.length, group.attributes.length)}
      </Text>
    </Stack>
  );
}
