import { ConfirmButton } from "@/components/confirm-button";
import { useMay } from "@/features/auth/api";
import { type ModelVersion, useSetShadow } from "./api";
import { texts } from "./texts";

/** Lets a version score beside the promoted one, or no longer; absent for the promoted one and for those who may not. */
export function ShadowButton({ model }: { model: ModelVersion }) {
  const mayPromote = useMay("models:promote");
  const setShadow = useSetShadow(model.id);
  if (!mayPromote || model.status === "promoted") return null;
  return (
    <ConfirmButton
      variant="default"
      label={model.is_shadow ? texts.shadowStop : texts.shadowStart}
      question={model.is_shadow ? texts.shadowStopQuestion(model.id) : texts.shadowQuestion(model.id)}
      explanation={model.is_shadow ? texts.shadowStopHint : texts.shadowHint}
      run={() => setShadow.mutateAsync(!model.is_shadow)}
      error={setShadow.error}
      pending={setShadow.isPending}
    />
  );
}
