import { Box, Button, Group, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { FormProblem } from "@/components/form-problem";
import { Panel } from "@/components/panel";
import { useUpload } from "./api";
import { texts } from "./texts";
import { UploadProgress } from "./upload-progress";

const ENDINGS = [".csv", ".tsv", ".txt", ".xlsx", ".parquet"];

/** Takes one file, shows how much is sent, and goes on to its mapping. */
export function UploadPanel() {
  const navigate = useNavigate();
  const upload = useUpload();
  const openPicker = useRef<() => void>(null);
  const sending = useRef<AbortController>(null);
  const [share, setShare] = useState(0);
  const [refused, setRefused] = useState<Error | null>(null);
  const send = (files: File[]) => {
    const [file] = files;
    if (!file) return;
    setRefused(null);
    setShare(0);
    sending.current = new AbortController();
    upload.mutate(
      { file, onProgress: setShare, signal: sending.current.signal },
      {
        onSuccess: (dataset) =>
          void navigate({ to: "/datasets/$datasetId", params: { datasetId: String(dataset.id) } }),
      },
    );
  };
  const refuse = () => {
    upload.reset();
    setRefused(new Error(texts.oneFile));
  };
  const cancel = () => {
    sending.current?.abort();
    upload.reset();
  };
  return (
    <Panel title={texts.uploadTitle}>
      <Stack gap="sm">
        {upload.isPending ? (
          <Box p="lg" bg="var(--cv-surface-raised)" bdrs="md">
            <UploadProgress name={upload.variables.file.name} share={share} onCancel={cancel} />
          </Box>
        ) : (
          <Dropzone
            onDrop={send}
            onReject={refuse}
            validator={(file) => (hasKnownEnding(file) ? null : { code: "ending", message: texts.oneFile })}
            openRef={openPicker}
            multiple={false}
            activateOnClick={false}
            activateOnKeyboard={false}
            enablePointerEvents
            p="lg"
            tabIndex={-1}
            inputProps={{ "aria-label": texts.choose }}
            bg="var(--cv-surface-raised)"
            bd="1.5px dashed var(--cv-border)"
          >
            <ChooseFile onChoose={() => openPicker.current?.()} />
          </Dropzone>
        )}
        <FormProblem error={upload.error ?? refused} />
      </Stack>
    </Panel>
  );
}

function ChooseFile({ onChoose }: { onChoose: () => void }) {
  return (
    <Group justify="space-between" gap="md">
      <Group gap="md" wrap="nowrap">
        <IconUpload size={26} stroke={1.5} aria-hidden style={{ flex: "none" }} />
        <div>
          <Text fw={500}>{texts.drop}</Text>
          <Text size="sm" c="dimmed">
            {texts.dropHint}
          </Text>
        </div>
      </Group>
      <Button onClick={onChoose}>{texts.choose}</Button>
    </Group>
  );
}

/** React-dropzone asks with the bare file, and while dragging with an item that has no name yet. */
function hasKnownEnding(file: File | DataTransferItem): boolean {
  if (!("name" in file)) return true;
  const name = file.name.toLowerCase();
  return ENDINGS.some((ending) => name.endsWith(ending));
}
