import { Button, Tooltip } from "@mantine/core";
import { ConfirmButton } from "@/components/confirm-button";
import { useMay } from "@/features/auth/api";
import { type ModelVersion, usePromote } from "./api";
import { readMetrics } from "./metrics";
import { texts } from "./texts";

/** Why a version may not be promoted; null where it may, as one that has forecast before. */
export function refusalOf(model: Pick<ModelVersion, "metrics" | "promoted_at">): string | null {
  if (model.promoted_at) return null;
  const { comparison } = readMetrics(model);
  if (!comparison) return texts.neverCompared;
  return comparison.fit ? null : comparison.reason;
}

/** Makes a version the one that forecasts; absent for the promoted one and for those who may not. */
export function PromoteButton({ model }: { model: ModelVersion }) {
  const mayPromote = useMay("models:promote");
  const promote = usePromote(model.id);
  if (!mayPromote || model.status === "promoted") return null;
  const reason = refusalOf(model);
  if (reason !== null) {
    return (
      <Tooltip label={reason} multiline maw={420} events={{ hover: true, focus: true, touch: true }}>
        <Button aria-disabled data-disabled onClick={(event) => event.preventDefault()}>
          {texts.promote}
        </Button>
      </Tooltip>
    );
  }
  return (
    <ConfirmButton
      label={texts.promote}
      question={texts.promoteQuestion(model.id)}
      explanation={texts.promoteHint}
      run={() => promote.mutateAsync()}
      error={promote.error}
      pending={promote.isPending}
    />
  );
}
