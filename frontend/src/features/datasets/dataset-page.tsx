import { Anchor, Group, Skeleton, Stack, Stepper } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { PageHeader } from "@/components/page-header";
import { QueryView } from "@/components/query-view";
import { formatBytes, formatMoment } from "@/lib/format";
import { type Dataset, useDataset } from "./api";
import { CheckStep } from "./check-step";
import { DatasetStatus } from "./datasets-table";
import { FinishedImport } from "./finished-import";
import { MappingStep } from "./mapping-step";
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
          <Wizard dataset={data} />
        </>
      )}
    </QueryView>
  );
}

/** The steps of an import. The server knows where it stands, so a reload or another browser goes on there. */
function Wizard({ dataset }: { dataset: Dataset }) {
  const show = (mapping: boolean) => {
    setMapping(mapping);
    window.scrollTo({ top: 0 });
  };
  const isOpen = dataset.status === "uploaded" || dataset.status === "checked";
  const [isMapping, setMapping] = useState(dataset.status === "uploaded");
  const active = isOpen ? (isMapping ? 0 : 1) : 3;
  return (
    <Stack gap="lg">
      <Stepper active={active} size="sm" iconSize={34}>
        <Stepper.Step label={texts.stepMap} description={texts.stepMapHint} />
        <Stepper.Step label={texts.stepCheck} description={texts.stepCheckHint} />
        <Stepper.Step label={texts.stepCommit} description={texts.stepCommitHint} />
      </Stepper>
      {isOpen && isMapping ? <MappingStep dataset={dataset} onConfirmed={() => show(false)} /> : null}
      {isOpen && !isMapping ? <CheckStep dataset={dataset} onChangeMapping={() => show(true)} /> : null}
      {isOpen ? null : <FinishedImport dataset={dataset} />}
    </Stack>
  );
}
