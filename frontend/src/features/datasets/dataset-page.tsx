import { Anchor, Group, Skeleton } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { PageHeader } from "@/components/page-header";
import { QueryView } from "@/components/query-view";
import { formatBytes, formatMoment } from "@/lib/format";
import { useDataset } from "./api";
import { DatasetStatus } from "./datasets-table";
import { ImportWizard } from "./import-wizard";
import { texts } from "./texts";

const back = (
  <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/datasets" />}>
    <Group gap={4} component="span" display="inline-flex">
      <IconChevronLeft size={15} aria-hidden />
      {texts.back}
    </Group>
  </Anchor>
);

export function DatasetPage() {
  const { datasetId } = useParams({ from: "/shell/datasets/$datasetId" });
  const id = /^\d{1,15}$/.test(datasetId) ? Number(datasetId) : null;
  if (id === null) return <PageHeader title={texts.badId} above={back} />;
  return <Import key={id} id={id} />;
}

function Import({ id }: { id: number }) {
  const dataset = useDataset(id);
  return (
    <QueryView isPage query={dataset} skeleton={<Skeleton height={420} radius="lg" />}>
      {(data) => (
        <>
          <PageHeader
            title={data.filename}
            above={back}
            description={`${texts.fileFacts(data.format, formatBytes(data.size_bytes))} · ${texts.uploadedAt} ${formatMoment(data.created_at)}`}
            actions={<DatasetStatus status={data.status} />}
          />
          <ImportWizard dataset={data} />
        </>
      )}
    </QueryView>
  );
}
