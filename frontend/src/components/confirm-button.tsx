import { Button, type ButtonProps, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { FormProblem } from "./form-problem";
import { texts } from "./texts";

interface ConfirmButtonProps extends ButtonProps {
  label: string;
  question: string;
  explanation: ReactNode;
  run: () => Promise<unknown>;
  error: unknown;
  pending: boolean;
  danger?: boolean;
}

/** A button whose act is explained and asked about before it happens. */
export function ConfirmButton({ label, question, explanation, run, error, pending, danger, ...button }: ConfirmButtonProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const confirm = () => {
    run().then(close, () => undefined);
  };
  return (
    <>
      <Button {...button} onClick={open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={<Text fw={600}>{question}</Text>} centered>
        <Stack>
          <Text size="sm" component="div">
            {explanation}
          </Text>
          <FormProblem error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {texts.cancel}
            </Button>
            <Button onClick={confirm} loading={pending} {...(danger ? { color: "red.9" } : {})}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
