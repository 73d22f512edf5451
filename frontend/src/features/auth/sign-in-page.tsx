import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FormProblem } from "@/components/form-problem";
import { useDocumentTitle } from "@/lib/document-title";
import { useSignIn } from "./api";
import { AuthLayout } from "./auth-layout";
import { readSignInSearch } from "./search";
import { texts } from "./texts";

export function SignInPage() {
  useDocumentTitle(texts.signIn);
  // Read once more: the router keeps what a route's reader left out.
  const { next } = readSignInSearch({ ...useSearch({ from: "/auth/sign-in" }) });
  const navigate = useNavigate();
  const signIn = useSignIn();
  const form = useForm({
    initialValues: { username: "", password: "" },
    validate: { username: isNotEmpty(texts.usernameMissing), password: isNotEmpty(texts.passwordMissing) },
  });
  const submit = form.onSubmit((values) =>
    signIn.mutate(values, {
      onSuccess: (answer) => {
        if (answer.must_change_password) void navigate({ to: "/auth/password" });
        else void navigate({ href: next ?? "/", replace: true });
      },
      onError: () => form.setFieldValue("password", ""),
    }),
  );
  return (
    <AuthLayout title={texts.signInTo} description={texts.tagline}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput label={texts.username} autoComplete="username" autoFocus {...form.getInputProps("username")} />
          <PasswordInput
            label={texts.password}
            autoComplete="current-password"
            {...form.getInputProps("password")}
          />
          <FormProblem error={signIn.error} />
          <Button type="submit" loading={signIn.isPending} mt="xs" fullWidth>
            {texts.signIn}
          </Button>
        </Stack>
      </form>
    </AuthLayout>
  );
}
