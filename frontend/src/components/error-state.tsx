import { Button, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { toProblem } from "@/lib/problem";
import { StateTitle } from "./state-title";
import { texts } from "./texts";

interface ErrorStateProps {
  error: unknown;
  retry?: () => void;
  /** Whether it stands for the whole page and so carries the page's heading. */
  isPage?: boolean;
  /** Offered in place of another try where the server knows no such thing. */
  wayOut?: ReactNode;
}

/** Something could not be read: the server's sentence, the request's id for the log, and another try. */
export function ErrorState({ error, retry, isPage = false, wayOut }: ErrorStateProps) {
  const problem = toProblem(error);
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center" role="alert">
      <ThemeIcon variant="light" color="red" size={52} radius="xl" aria-hidden>
        <IconAlertTriangle size={26} stroke={1.6} />
      </ThemeIcon>
      <StateTitle isPage={isPage}>{texts.failed}</StateTitle>
      <Text size="sm" maw="32rem">
        {problem.message}
      </Text>
      {problem.requestId ? (
        <Text size="xs" c="dimmed">
          {texts.requestId(problem.requestId)}
        </Text>
      ) : null}
      {problem.status === 404 && wayOut ? wayOut : <Retry retry={retry} />}
    </Stack>
  );
}

function Retry({ retry }: { retry: (() => void) | undefined }) {
  if (!retry) return null;
  return (
    <Button variant="default" onClick={retry} mt="xs">
      {texts.retry}
    </Button>
  );
}
