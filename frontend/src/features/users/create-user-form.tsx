import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { FormProblem } from "@/components/form-problem";
import { NotRead } from "@/components/not-read";
import { type NewUser, useRoles } from "./api";
import { texts } from "./texts";

interface CreateUserFormProps {
  create: (user: NewUser) => void;
  isCreating: boolean;
  error: unknown;
}

/** Creates a user with one role; the server generates the first password. */
export function CreateUserForm({ create, isCreating, error }: CreateUserFormProps) {
  const roles = useRoles();
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
    create(user);
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput label={texts.username} data-autofocus autoComplete="off" {...form.getInputProps("username")} />
        <TextInput label={`${texts.displayName} (${texts.optional})`} {...form.getInputProps("displayName")} />
        <TextInput label={`${texts.email} (${texts.optional})`} type="email" {...form.getInputProps("email")} />
        <NativeSelect
          label={texts.role}
          disabled={!roles.data}
          data={(roles.data ?? []).map(({ name }) => ({ value: name, label: roleLabel(name) }))}
          {...form.getInputProps("role")}
        />
        {roles.isError && !roles.data ? (
          <NotRead sentence={texts.rolesNotRead} retry={() => void roles.refetch()} />
        ) : null}
        <FormProblem error={error} />
        <Button type="submit" loading={isCreating} disabled={!roles.data}>
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
