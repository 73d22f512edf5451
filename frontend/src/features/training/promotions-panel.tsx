import { Text } from "@mantine/core";
import { ConfirmButton } from "@/components/confirm-button";
import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { useMay } from "@/features/auth/api";
import { formatMoment } from "@/lib/format";
import { type Promotion, type PromotionPage, usePromotions, useRollBack } from "./api";
import { texts } from "./texts";
import { VersionLink } from "./version-link";

/** The history of the version that forecasts, with the way back to the one before. */
export function PromotionsPanel() {
  const promotions = usePromotions();
  return (
    <Panel
      title={texts.historyTitle}
      description={texts.historyHint}
      actions={promotions.data ? <RollBackButton history={promotions.data} /> : null}
      flush
    >
      <QueryView query={promotions} skeleton={<SkeletonRows count={2} />}>
        {(data) => <History promotions={data.items} />}
      </QueryView>
    </Panel>
  );
}

function RollBackButton({ history }: { history: PromotionPage }) {
  const mayPromote = useMay("models:promote");
  const rollBack = useRollBack();
  const present = history.items[0]?.model_version_id;
  const before = history.roll_back_to;
  if (!mayPromote || !present || !before) return null;
  return (
    <ConfirmButton
      variant="default"
      label={texts.rollBack}
      question={texts.rollBackQuestion(before)}
      explanation={texts.rollBackHint(present, before)}
      run={() => rollBack.mutateAsync(present)}
      error={rollBack.error}
      pending={rollBack.isPending}
    />
  );
}

function History({ promotions }: { promotions: readonly Promotion[] }) {
  if (promotions.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {texts.noHistory}
      </Text>
    );
  }
  return (
    <DataTable
      label={texts.historyTitle}
      rows={promotions}
      rowKey={(one) => one.id}
      minWidth={560}
      columns={[
        { name: "when", header: texts.when, isOneLine: true, cell: (one) => formatMoment(one.promoted_at) },
        { name: "act", header: texts.act, cell: (one) => texts.acts[one.kind] ?? one.kind },
        {
          name: "version",
          header: texts.version,
          cell: (one) => <VersionLink id={one.model_version_id}>{texts.versionName(one.model_version_id)}</VersionLink>,
        },
        { name: "before", header: texts.instead, cell: (one) => <VersionLink id={one.previous_version_id} /> },
        { name: "by", header: texts.decidedBy, cell: (one) => one.promoted_by ?? texts.nobody },
      ]}
    />
  );
}
