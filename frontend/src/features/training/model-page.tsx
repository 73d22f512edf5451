import { Anchor, Group, SimpleGrid, Skeleton, Stack } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { PageHeader } from "@/components/page-header";
import { QueryView } from "@/components/query-view";
import { DriftPanel } from "@/features/predictions/drift-panel";
import { ShadowPanel } from "@/features/predictions/shadow-panel";
import { formatMoment } from "@/lib/format";
import { type ModelVersion, useModel } from "./api";
import { CandidatesTable } from "./candidates-table";
import { CardPanels } from "./card-panels";
import { ComparisonTable } from "./comparison-table";
import { FilesTable } from "./files-table";
import { LeakageNotice } from "./leakage-notice";
import { readMetrics } from "./metrics";
import { ModelMetrics } from "./model-metrics";
import { PromoteButton } from "./promote-button";
import { ShadowButton } from "./shadow-button";
import { ReliabilityPlot } from "./reliability-plot";
import { texts } from "./texts";
import { VersionStatus } from "./versions-table";

const back = (
  <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/models" />}>
    <Group gap={4} component="span" display="inline-flex">
      <IconChevronLeft size={15} aria-hidden />
      {texts.back}
    </Group>
  </Anchor>
);

export function ModelPage() {
  const { modelVersionId } = useParams({ from: "/shell/models/$modelVersionId" });
  const id = /^\d{1,15}$/.test(modelVersionId) ? Number(modelVersionId) : null;
  if (id === null) return <PageHeader title={texts.badId} above={back} />;
  return <Version key={id} id={id} />;
}

function Version({ id }: { id: number }) {
  const model = useModel(id);
  return (
    <QueryView isPage query={model} skeleton={<Skeleton height={420} radius="lg" />}>
      {(data) => (
        <>
          <PageHeader
            title={texts.versionName(data.id)}
            above={back}
            description={texts.describe(data.algorithm, formatMoment(data.created_at))}
            actions={
              <>
                <VersionStatus status={data.is_shadow ? "shadow" : data.status} />
                <ShadowButton model={data} />
                <PromoteButton model={data} />
              </>
            }
          />
          <Details model={data} />
        </>
      )}
    </QueryView>
  );
}

function Details({ model }: { model: ModelVersion }) {
  const metrics = useMemo(() => readMetrics(model), [model]);
  return (
    <Stack gap="lg">
      <LeakageNotice metrics={model.metrics} />
      <ModelMetrics model={model} metrics={metrics} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <ReliabilityPlot groups={metrics.reliability} />
        <CandidatesTable candidates={metrics.candidates} />
      </SimpleGrid>
      <ComparisonTable comparison={metrics.comparison} />
      <DriftPanel modelVersionId={model.id} isPromoted={model.status === "promoted"} />
      <ShadowPanel modelVersionId={model.id} isShadow={model.is_shadow} />
      <CardPanels id={model.id} />
      <FilesTable files={model.files} />
    </Stack>
  );
}
