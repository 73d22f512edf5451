import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { FormProblem } from "@/components/form-problem";
import { type NewUser, useCreateUser, useRoles } from "./api";
import type { Credentials } from "./generated-password";
import { texts } from "./texts";

interface CreateUserFormProps {
  onCreated: (credentials: Credentials | null) => void;
}

/** Creates a user with one role; the server generates the first password. */
export function CreateUserForm({ onCreated }: CreateUserFormProps) {
  const roles = useRoles().data ?? [];
  const create = useCreateUser();
  const form = useForm({
    initialValues: { username: "", displayName: "", email: "", role: "viewer" },
    validate: { username: isNotEmpty(texts.usernameMissing) },
  });
  const submit = form.onSubmit(({ username, displayName, email, role }) => {
    const user = {
      username: username.trim(),
      roles: [role],
      ...(displayName ? { display_name: displayName } : {}),
      ...(email ? { email } : {}),
    } as NewUser;
    create.mutate(user, {
      onSuccess: (created) =>
        onCreated(
          created.generated_password ? { username: created.username, password: created.generated_password } : null,
        ),
    });
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label={texts.username} data-autofocus autoComplete="off" {...form.getInputProps("username")} />
        <TextInput label={`${texts.displayName} (${texts.optional})`} {...form.getInputProps("displayName")} />
        <TextInput label={`${texts.email} (${texts.optional})`} type="email" {...form.getInputProps("email")} />
        <NativeSelect
          label={texts.role}
          data={roles.map(({ name }) => ({ value: name, label: roleLabel(name) }))}
          {...form.getInputProps("role")}
        />
        <FormProblem error={create.error} />
        <Button type="submit" loading={create.isPending}>
          {texts.create}
        </Button>
      </Stack>
    </form>
  );
}

function roleLabel(name: string): string {
  const words = name.replaceAll("_", " ");
  const hint = texts.roleHints[name];
  return hint ? `${words}: ${hint}` : words;
}
