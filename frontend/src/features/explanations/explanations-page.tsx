import { Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Notice } from "@/components/notice";
import { PageHeader } from "@/components/page-header";
import { QueryView } from "@/components/query-view";
import { SkeletonPage } from "@/components/skeletons";
import { useWorkforceExplanation, type WorkforceExplanation } from "./api";
import { ControllablePanel } from "./controllable-panel";
import { DependencePanel } from "./dependence-panel";
import { GroupPanel } from "./group-panel";
import { type ExplanationsSearch, readExplanationsSearch } from "./search";
import { texts } from "./texts";
import { WorkforcePanel } from "./workforce-panel";

export function ExplanationsPage() {
  const search = readExplanationsSearch({ ...useSearch({ from: "/shell/explanations" }) });
  const explanation = useWorkforceExplanation();
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <QueryView query={explanation} skeleton={<SkeletonPage />}>
        {(data) => <Explanations explanation={data} search={search} />}
      </QueryView>
    </>
  );
}

interface ExplanationsProps {
  explanation: WorkforceExplanation;
  search: ExplanationsSearch;
}

function Explanations({ explanation, search }: ExplanationsProps) {
  const navigate = useNavigate({ from: "/explanations" });
  const chooseAttribute = (attribute: string | undefined) => {
    const { attribute: _before, ...rest } = search;
    void navigate({ search: attribute === undefined ? rest : { ...rest, attribute } });
  };
  const chooseUnit = (orgUnitId: number | undefined) => {
    const { org_unit_id: _before, ...rest } = search;
    void navigate({ search: orgUnitId === undefined ? rest : { ...rest, org_unit_id: orgUnitId } });
  };
  return (
    <Stack gap="lg">
      {explanation.stale ? <Notice tone="stale">{texts.stale}</Notice> : null}
      <Text size="sm" c="dimmed">
        {texts.basis(explanation.as_of, explanation.model_version_id)}. {texts.scale}
      </Text>
      <WorkforcePanel explanation={explanation} />
      <DependencePanel
        attributes={explanation.attributes}
        attribute={search.attribute}
        onChange={chooseAttribute}
      />
      <GroupPanel orgUnitId={search.org_unit_id} onChange={chooseUnit} />
      <ControllablePanel />
    </Stack>
  );
}
