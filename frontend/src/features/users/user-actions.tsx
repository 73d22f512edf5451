import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDots, IconKey, IconUserCheck, IconUserOff } from "@tabler/icons-react";
import { toProblem } from "@/lib/problem";
import { type User, useChangeUser } from "./api";
import type { Credentials } from "./generated-password";
import { texts } from "./texts";

interface UserActionsProps {
  user: User;
  onPassword: (credentials: Credentials) => void;
}

function onError(error: Error) {
  notifications.show({ color: "red", message: toProblem(error).message });
}

/** Deactivates or activates a user, or gives them a new generated password. */
export function UserActions({ user, onPassword }: UserActionsProps) {
  const change = useChangeUser(user.id);
  const toggle = () => change.mutate({ is_active: !user.is_active }, { onError });
  const reset = () =>
    change.mutate(
      { reset_password: true },
      {
        onError,
        onSuccess: ({ generated_password: password }) => {
          if (password) onPassword({ username: user.username, password });
        },
      },
    );
  const ToggleIcon = user.is_active ? IconUserOff : IconUserCheck;
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={texts.actionsFor(user.username)}
          loading={change.isPending}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={reset} leftSection={<IconKey size={16} aria-hidden />}>
          {texts.resetPassword}
        </Menu.Item>
        <Menu.Item onClick={toggle} leftSection={<ToggleIcon size={16} aria-hidden />}>
          {user.is_active ? texts.deactivate : texts.activate}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
