import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { hasLength, isNotEmpty, matchesField, useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { FormProblem } from "@/components/form-problem";
import { useDocumentTitle } from "@/lib/document-title";
import { useChangePassword, useMe } from "./api";
import { AuthLayout } from "./auth-layout";
import { texts } from "./texts";
import { useLeave } from "./use-leave";

export function PasswordPage() {
  useDocumentTitle(texts.changeTitle);
  const me = useMe();
  const router = useRouter();
  const navigate = useNavigate();
  const change = useChangePassword();
  const { leave: signOut, isLeaving } = useLeave();
  const form = useForm({
    initialValues: { current: "", next: "", repeat: "" },
    validate: {
      current: isNotEmpty(texts.passwordMissing),
      next: hasLength({ min: 12 }, texts.tooShort),
      repeat: matchesField("next", texts.different),
    },
  });
  const submit = form.onSubmit(({ current, next }) =>
    change.mutate(
      { current_password: current, new_password: next },
      {
        onSuccess: () => {
          notifications.show({ message: texts.saved });
          void navigate({ to: "/" });
        },
      },
    ),
  );
  const leave = () => (me.must_change_password ? signOut() : router.history.back());
  return (
    <AuthLayout
      title={texts.changeTitle}
      description={me.must_change_password ? texts.changeForced : texts.changeVoluntary}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <input type="text" name="username" autoComplete="username" value={me.username} readOnly hidden />
          <PasswordInput label={texts.current} autoComplete="current-password" {...form.getInputProps("current")} />
          <PasswordInput
            label={texts.next}
            description={texts.nextHint}
            autoComplete="new-password"
            {...form.getInputProps("next")}
          />
          <PasswordInput label={texts.repeat} autoComplete="new-password" {...form.getInputProps("repeat")} />
          <FormProblem error={change.error} />
          <Group justify="space-between" mt="xs">
            <Button variant="default" onClick={leave} loading={isLeaving}>
              {me.must_change_password ? texts.signOut : texts.back}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {texts.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </AuthLayout>
  );
}
