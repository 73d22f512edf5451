import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { texts } from "./texts";

export interface Credentials {
  username: string;
  password: string;
}

interface GeneratedPasswordProps {
  credentials: Credentials | null;
  onClose: () => void;
}

/** Shows a generated password the one time it is known. */
export function GeneratedPassword({ credentials, onClose }: GeneratedPasswordProps) {
  return (
    <Modal
      opened={credentials !== null}
      onClose={onClose}
      closeOnClickOutside={false}
      centered
      title={<Text fw={600}>{texts.passwordTitle(credentials?.username ?? "")}</Text>}
    >
      <Stack>
        <Text size="sm">{texts.passwordHint}</Text>
        <Code block fz="md">
          {credentials?.password}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={credentials?.password ?? ""}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? texts.copied : texts.copy}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{texts.close}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
