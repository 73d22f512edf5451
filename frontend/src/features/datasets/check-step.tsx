import { Button, Group, Stack, Text } from "@mantine/core";
import { FormProblem } from "@/components/form-problem";
import { useMay } from "@/features/auth/api";
import { type Dataset, useCheck, useCommit } from "./api";
import { DiscardButton } from "./discard-button";
import { Differences } from "./differences";
import { Problems } from "./problems";
import { texts } from "./texts";

interface CheckStepProps {
  dataset: Dataset;
  onChangeMapping: () => void;
}

/** What the import would change and what is wrong with it; commits it when nothing stands against it. */
export function CheckStep({ dataset, onChangeMapping }: CheckStepProps) {
  const mayImport = useMay("datasets:write");
  const check = useCheck(dataset.id);
  const commit = useCommit(dataset.id);
  const hasErrors = dataset.problems.some((problem) => problem.severity === "error");
  return (
    <Stack gap="lg">
      <Differences
        title={texts.checkTitle}
        hint={hasErrors ? texts.heldHint : texts.checkHint}
        counts={dataset.counts}
        isHeld={hasErrors}
      />
      <Problems problems={dataset.problems} />
      <FormProblem error={check.error ?? commit.error} />
      {hasErrors ? <Text size="sm">{texts.errorsBlock}</Text> : null}
      {mayImport ? (
        <Group justify="space-between">
          <DiscardButton id={dataset.id} />
          <Group gap="sm">
            <Button variant="default" onClick={onChangeMapping}>
              {texts.changeMapping}
            </Button>
            <Button variant="default" onClick={() => check.mutate()} loading={check.isPending}>
              {texts.recheck}
            </Button>
            <Button onClick={() => commit.mutate()} loading={commit.isPending} disabled={hasErrors}>
              {texts.commit}
            </Button>
          </Group>
        </Group>
      ) : null}
    </Stack>
  );
}
