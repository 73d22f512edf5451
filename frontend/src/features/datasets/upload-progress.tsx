import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { formatShare } from "@/lib/format";
import { texts } from "./texts";

interface UploadProgressProps {
  name: string;
  share: number;
  onCancel: () => void;
}

/** How much of a file is sent. The percent is the bar's value; only what it is doing is announced. */
export function UploadProgress({ name, share, onCancel }: UploadProgressProps) {
  const isSending = share < 1;
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" fw={500}>
          <span role="status">{isSending ? texts.uploading(name) : texts.reading}</span>
          {isSending ? <span aria-hidden="true">, {formatShare(share)}</span> : null}
        </Text>
        <Button variant="default" size="compact-sm" onClick={onCancel}>
          {texts.cancelUpload}
        </Button>
      </Group>
      <Progress value={share * 100} animated={!isSending} aria-label={texts.uploading(name)} />
    </Stack>
  );
}
