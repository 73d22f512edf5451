import { Stack } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { useMay } from "@/features/auth/api";
import { useDatasets } from "./api";
import { DatasetsTable } from "./datasets-table";
import { texts } from "./texts";
import { UploadPanel } from "./upload-panel";

export function DatasetsPage() {
  const datasets = useDatasets();
  const mayImport = useMay("datasets:write");
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <Stack gap="lg">
        {mayImport ? <UploadPanel /> : null}
        <Panel title={texts.listTitle} flush>
          <QueryView query={datasets} skeleton={<SkeletonRows count={4} />}>
            {(data) =>
              data.items.length === 0 ? (
                <EmptyState icon={IconFileSpreadsheet} title={texts.emptyTitle} hint={texts.emptyHint} />
              ) : (
                <>
                  <DatasetsTable datasets={data.items} />
                  <LoadMore shown={data.items.length} total={data.total} list={datasets} />
                </>
              )
            }
          </QueryView>
        </Panel>
      </Stack>
    </>
  );
}
