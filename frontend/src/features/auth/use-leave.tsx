import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { toProblem } from "@/lib/problem";
import { useSignOut } from "./api";
import { texts } from "./texts";

const NOTICE = "sign-out-failed";

/** Signs out and goes to the page of signing in. Where that fails, a notice says so and stays: the session is still open. */
export function useLeave() {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const leave = () => {
    notifications.hide(NOTICE);
    signOut.mutate(undefined, {
      onSuccess: () => void navigate({ to: "/auth/sign-in" }),
      onError: (error) =>
        notifications.show({
          id: NOTICE,
          color: "red",
          autoClose: false,
          title: texts.signOutFailed,
          message: <StillSignedIn sentence={toProblem(error).message} retry={leave} />,
        }),
    });
  };
  return { leave, isLeaving: signOut.isPending };
}

interface StillSignedInProps {
  sentence: string;
  retry: () => void;
}

function StillSignedIn({ sentence, retry }: StillSignedInProps) {
  return (
    <>
      <Text size="sm" c="var(--mantine-color-text)">
        {sentence}
      </Text>
      <Group justify="flex-end" mt="xs">
        <Button variant="default" size="compact-sm" onClick={retry}>
          {texts.signOutAgain}
        </Button>
      </Group>
    </>
  );
}
