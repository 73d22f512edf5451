import { Button, Group, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ConfirmButton } from "@/components/confirm-button";
import { Notice } from "@/components/notice";
import { useMay } from "@/features/auth/api";
import { formatMoment } from "@/lib/format";
import { type Dataset, useUndo } from "./api";
import { Differences } from "./differences";
import { Problems } from "./problems";
import { texts } from "./texts";

interface FinishedImportProps {
  dataset: Dataset;
}

/** An import that is committed, undone or failed: what it did, and what can follow. */
export function FinishedImport({ dataset }: FinishedImportProps) {
  const isCommitted = dataset.status === "committed";
  return (
    <Stack gap="lg">
      <Notice tone={toneOf(dataset.status)}>{sentenceOf(dataset)}</Notice>
      {isCommitted ? <NextSteps id={dataset.id} /> : null}
      <Differences title={texts.committedTitle} counts={dataset.counts} />
      <Problems problems={dataset.problems} />
    </Stack>
  );
}

function toneOf(status: string) {
  if (status === "committed") return "done";
  return status === "failed" ? "error" : "stale";
}

function sentenceOf(dataset: Dataset): string {
  if (dataset.status === "committed") return texts.committedAt(formatMoment(dataset.committed_at));
  if (dataset.status === "undone") return texts.undoneAt(formatMoment(dataset.undone_at));
  return texts.failed;
}

function NextSteps({ id }: { id: number }) {
  const mayImport = useMay("datasets:write");
  const mayTrain = useMay("training:run");
  const undo = useUndo(id);
  return (
    <Group justify="space-between">
      <Group gap="sm">
        {mayTrain ? (
          <Button component={Link} to="/models">
            {texts.next}
          </Button>
        ) : null}
        <Button component={Link} to="/employees" variant="default">
          {texts.seePeople}
        </Button>
      </Group>
      {mayImport ? (
        <ConfirmButton
          variant="default"
          label={texts.undo}
          question={texts.undoQuestion}
          explanation={texts.undoHint}
          run={() => undo.mutateAsync()}
          error={undo.error}
          pending={undo.isPending}
          danger
        />
      ) : null}
    </Group>
  );
}
