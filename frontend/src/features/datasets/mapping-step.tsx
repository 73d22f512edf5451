import { Button, Checkbox, Group, NativeSelect, NumberInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { FormProblem } from "@/components/form-problem";
import { Panel } from "@/components/panel";
import { useMay } from "@/features/auth/api";
import { type Dataset, useCheck, useConfirmMapping } from "./api";
import { DiscardButton } from "./discard-button";
import { type MappingDraft, mappingOf, SHAPES } from "./mapping";
import { MappingTable } from "./mapping-table";
import { texts } from "./texts";
import { useMappingDraft } from "./use-mapping-draft";

interface MappingStepProps {
  dataset: Dataset;
  onConfirmed: () => void;
}

/** Shows the suggested mapping, takes corrections, and checks the file with it. */
export function MappingStep({ dataset, onConfirmed }: MappingStepProps) {
  const { draft, correct, forget } = useMappingDraft(dataset);
  const mayImport = useMay("datasets:write");
  const confirm = useConfirmMapping(dataset.id);
  const check = useCheck(dataset.id);
  const correctColumn = (source: string, part: Partial<MappingDraft["columns"][string]>) => {
    const column = draft.columns[source] ?? { target: "ignore", kind: "text" };
    correct({ columns: { ...draft.columns, [source]: { ...column, ...part } } });
  };
  const submit = () =>
    confirm.mutate(mappingOf(dataset, draft), {
      onSuccess: () => {
        forget();
        check.mutate(undefined, { onSuccess: onConfirmed });
      },
    });
  return (
    <Stack gap="lg">
      <Panel title={texts.shapeLabel}>
        <WholeFile dataset={dataset} draft={draft} onChange={correct} />
      </Panel>
      <Panel title={texts.mapTitle} description={hintOf(dataset)} flush>
        <MappingTable columns={dataset.columns} draft={draft} onChange={correctColumn} />
      </Panel>
      <FormProblem error={confirm.error ?? check.error} />
      {mayImport ? (
        <Group justify="space-between">
          <DiscardButton id={dataset.id} />
          <Button onClick={submit} loading={confirm.isPending || check.isPending}>
            {texts.confirm}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

function hintOf(dataset: Dataset): string {
  if (dataset.mapping_source === "saved") return texts.mapSaved;
  if (dataset.mapping_source === "confirmed") return texts.mapConfirmed;
  return texts.mapHint(dataset.mapping_confidence * 100);
}

interface WholeFileProps {
  dataset: Dataset;
  draft: MappingDraft;
  onChange: (part: Partial<MappingDraft>) => void;
}

function WholeFile({ dataset, draft, onChange }: WholeFileProps) {
  const assumed = dataset.window_assumed ? ` (${texts.windowAssumed})` : "";
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <NativeSelect
        label={texts.shape}
        value={draft.shape}
        onChange={(event) => onChange({ shape: event.currentTarget.value })}
        data={SHAPES.map((shape) => ({ value: shape, label: texts.shapes[shape] ?? shape }))}
      />
      <TextInput
        type="date"
        label={texts.asOfLabel}
        description={texts.asOfHint}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={draft.asOf}
        onChange={(event) => onChange({ asOf: event.currentTarget.value })}
      />
      {draft.shape === "static" ? (
        <NumberInput
          label={`${texts.windowLabel}${assumed}`}
          description={texts.windowHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          min={1}
          max={3660}
          allowDecimal={false}
          value={draft.windowDays}
          onChange={(value) => onChange({ windowDays: String(value) })}
        />
      ) : null}
      {draft.shape === "snapshots" ? (
        <Checkbox
          mt={{ sm: "xl" }}
          label={texts.absenceLabel}
          description={texts.absenceHint}
          checked={draft.absenceIsLeaving}
          onChange={(event) => onChange({ absenceIsLeaving: event.currentTarget.checked })}
        />
      ) : null}
    </SimpleGrid>
  );
}
