import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { FormProblem } from "@/components/form-problem";
import { Panel } from "@/components/panel";
import { formatShare } from "@/lib/format";
import { useUpload } from "./api";
import { texts } from "./texts";

const ENDINGS = [".csv", ".tsv", ".txt", ".xlsx", ".parquet"];

/** Takes one file, shows how much is sent, and goes on to its mapping. */
export function UploadPanel() {
  const navigate = useNavigate();
  const upload = useUpload();
  const openPicker = useRef<() => void>(null);
  const [share, setShare] = useState(0);
  const [refused, setRefused] = useState<Error | null>(null);
  const send = (files: File[]) => {
    const [file] = files;
    if (!file) return;
    setRefused(null);
    setShare(0);
    upload.mutate(
      { file, onProgress: setShare },
      {
        onSuccess: (dataset) =>
          void navigate({ to: "/datasets/$datasetId", params: { datasetId: String(dataset.id) } }),
      },
    );
  };
  return (
    <Panel title={texts.uploadTitle}>
      <Stack gap="sm">
        <Dropzone
          onDrop={send}
          onReject={() => setRefused(new Error(texts.oneFile))}
          validator={(file) => (hasKnownEnding(file) ? null : { code: "ending", message: texts.oneFile })}
          openRef={openPicker}
          multiple={false}
          activateOnClick={false}
          activateOnKeyboard={false}
          disabled={upload.isPending}
          p="lg"
          tabIndex={-1}
          inputProps={{ "aria-label": texts.choose }}
          bg="var(--cv-surface-raised)"
          bd="1.5px dashed var(--cv-border)"
        >
          {upload.isPending ? (
            <UploadProgress name={upload.variables.file.name} share={share} />
          ) : (
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
              <Button onClick={() => openPicker.current?.()}>{texts.choose}</Button>
            </Group>
          )}
        </Dropzone>
        <FormProblem error={upload.error ?? refused} />
      </Stack>
    </Panel>
  );
}

/** React-dropzone asks with the bare file, and while dragging with an item that has no name yet. */
function hasKnownEnding(file: File | DataTransferItem): boolean {
  if (!("name" in file)) return true;
  const name = file.name.toLowerCase();
  return ENDINGS.some((ending) => name.endsWith(ending));
}

function UploadProgress({ name, share }: { name: string; share: number }) {
  return (
    <Stack gap={6} role="status">
      <Text size="sm" fw={500}>
        {share < 1 ? `${texts.uploading(name)}, ${formatShare(share)}` : texts.reading}
      </Text>
      <Progress value={share * 100} animated={share >= 1} aria-label={texts.uploading(name)} />
    </Stack>
  );
}
