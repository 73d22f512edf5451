import { useNavigate } from "@tanstack/react-router";
import { ConfirmButton } from "@/components/confirm-button";
import { useDelete } from "./api";
import { texts } from "./texts";

/** Deletes an upload that was never committed. */
export function DiscardButton({ id }: { id: number }) {
  const navigate = useNavigate();
  const remove = useDelete(id);
  const run = async () => {
    await remove.mutateAsync();
    await navigate({ to: "/datasets" });
  };
  return (
    <ConfirmButton
      variant="default"
      label={texts.discard}
      question={texts.discardQuestion}
      explanation={texts.discardHint}
      run={run}
      error={remove.error}
      pending={remove.isPending}
      danger
    />
  );
}
