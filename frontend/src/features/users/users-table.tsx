import { Text } from "@mantine/core";
import { DataTable } from "@/components/data-table";
import { StatusMark } from "@/components/status-mark";
import { useMe } from "@/features/auth/api";
import type { User } from "./api";
import type { Credentials } from "./generated-password";
import { texts } from "./texts";
import { UserActions } from "./user-actions";

interface UsersTableProps {
  users: readonly User[];
  mayWrite: boolean;
  onPassword: (credentials: Credentials) => void;
}

/** Everybody who may sign in. */
export function UsersTable({ users, mayWrite, onPassword }: UsersTableProps) {
  const me = useMe();
  return (
    <DataTable
      label={texts.listTitle}
      rows={users}
      rowKey={(user) => user.id}
      minWidth={560}
      columns={[
        {
          name: "user",
          header: texts.user,
          cell: (user) => (
            <>
              <Text size="sm" fw={500}>
                {user.display_name ?? user.username}
                {user.id === me.id ? ` (${texts.you})` : null}
              </Text>
              <Text size="xs" c="dimmed">
                {[user.display_name ? user.username : null, user.email].filter(Boolean).join(" · ")}
              </Text>
            </>
          ),
        },
        {
          name: "roles",
          header: texts.roles,
          cell: (user) => user.roles.map((role) => role.replaceAll("_", " ")).join(", "),
        },
        {
          name: "status",
          header: texts.status,
          cell: (user) => (
            <>
              <StatusMark tone={user.is_active ? "done" : "past"}>
                {user.is_active ? texts.active : texts.inactive}
              </StatusMark>
              {user.must_change_password ? (
                <Text size="xs" c="dimmed" mt={2}>
                  {texts.mustChange}
                </Text>
              ) : null}
            </>
          ),
        },
        {
          name: "actions",
          header: <span className="visually-hidden">{texts.actions}</span>,
          align: "right",
          cell: (user) =>
            mayWrite && user.id !== me.id ? <UserActions user={user} onPassword={onPassword} /> : null,
        },
      ]}
    />
  );
}
