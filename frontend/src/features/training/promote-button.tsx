import { ConfirmButton } from "@/components/confirm-button";
import { useMay } from "@/features/auth/api";
import { type ModelVersion, usePromote } from "./api";
import { texts } from "./texts";

/** Makes a version the one that forecasts; absent for the promoted one and for those who may not. */
export function PromoteButton({ model }: { model: ModelVersion }) {
  const mayPromote = useMay("models:promote");
  const promote = usePromote(model.id);
  if (!mayPromote || model.status === "promoted") return null;
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
