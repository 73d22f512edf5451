import { Button, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { PageHeader } from "@/components/page-header";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { useMay } from "@/features/auth/api";
import { type NewUser, useCreateUser, useUsers } from "./api";
import { CreateUserForm } from "./create-user-form";
import { GeneratedPassword, type Credentials } from "./generated-password";
import { texts } from "./texts";
import { UsersTable } from "./users-table";

export function UsersPage() {
  const users = useUsers();
  const mayWrite = useMay("users:write");
  const [isAdding, adding] = useDisclosure(false);
  const [credentials, setCredentials] = useState<Credentials | null>(null);
  // Not in the form: closed while the answer is awaited, it would take the only sight of the password with it.
  const creation = useCreateUser();
  const create = (user: NewUser) =>
    creation.mutate(user, {
      onSuccess: ({ username, generated_password: password }) => {
        adding.close();
        if (password) setCredentials({ username, password });
      },
    });
  const add = () => {
    if (!creation.isPending) creation.reset();
    adding.open();
  };
  const addButton = (
    <Button onClick={add} leftSection={<IconUserPlus size={17} aria-hidden />}>
      {texts.add}
    </Button>
  );
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} actions={mayWrite ? addButton : null} />
      <Panel title={texts.listTitle} flush>
        <QueryView query={users} skeleton={<SkeletonRows count={4} />}>
          {(data) => <UsersTable users={data.items} mayWrite={mayWrite} onPassword={setCredentials} />}
        </QueryView>
      </Panel>
      <Modal opened={isAdding} onClose={adding.close} title={<Text fw={600}>{texts.add}</Text>} centered>
        <CreateUserForm create={create} isCreating={creation.isPending} error={creation.error} />
      </Modal>
      <GeneratedPassword credentials={credentials} onClose={() => setCredentials(null)} />
    </>
  );
}
