import { Stack } from "@mantine/core";
import { IconReportAnalytics } from "@tabler/icons-react";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { useModels } from "./api";
import { PromotionsPanel } from "./promotions-panel";
import { texts } from "./texts";
import { TrainingPanel } from "./training-panel";
import { VersionsTable } from "./versions-table";

export function ModelsPage() {
  const models = useModels();
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <Stack gap="lg">
        <TrainingPanel />
        <Panel title={texts.versionsTitle} description={texts.versionsHint} flush>
          <QueryView query={models} skeleton={<SkeletonRows count={4} />}>
            {(data) =>
              data.items.length === 0 ? (
                <EmptyState
                  icon={IconReportAnalytics}
                  title={texts.versionsEmptyTitle}
                  hint={texts.versionsEmptyHint}
                />
              ) : (
                <>
                  <VersionsTable versions={data.items} />
                  <LoadMore shown={data.items.length} total={data.total} list={models} />
                </>
              )
            }
          </QueryView>
        </Panel>
        <PromotionsPanel />
      </Stack>
    </>
  );
}
