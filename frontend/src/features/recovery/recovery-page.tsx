import { Stack } from "@mantine/core";
import { Notice } from "@/components/notice";
import { PageHeader } from "@/components/page-header";
import { QueryView } from "@/components/query-view";
import { SkeletonPage } from "@/components/skeletons";
import { type Recovery, useRecovery } from "./api";
import { BackupsPanel } from "./backups-panel";
import { DrillsPanel } from "./drills-panel";
import { DutiesPanel } from "./duties-panel";
import { StatePanel } from "./state-panel";
import { texts } from "./texts";

export function RecoveryPage() {
  const recovery = useRecovery();
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} />
      <QueryView query={recovery} skeleton={<SkeletonPage />}>
        {(data) => <RecoveryView recovery={data} />}
      </QueryView>
    </>
  );
}

/** What is wrong first, then everything that is known. */
export function RecoveryView({ recovery }: { recovery: Recovery }) {
  return (
    <Stack gap="lg">
      {recovery.alerts.map((alert) => (
        <Notice key={alert.sentence} tone="error">
          {alert.sentence}
        </Notice>
      ))}
      {recovery.kit_confirmed_at ? null : (
        <Notice tone="stale" title={texts.kitTitle}>
          {texts.kitHint}
        </Notice>
      )}
      <StatePanel recovery={recovery} />
      <DutiesPanel duties={recovery.duties} />
      <BackupsPanel recovery={recovery} />
      <DrillsPanel recovery={recovery} />
    </Stack>
  );
}
