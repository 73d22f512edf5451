import { Button } from "@mantine/core";
import { IconLock, IconMapQuestion } from "@tabler/icons-react";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { EmptyState } from "@/components/empty-state";
import { ErrorState } from "@/components/error-state";
import { texts } from "@/components/texts";
import type { Permission } from "@/config/permissions";

/** Somebody opened an address that their role does not include. */
export class NotPermittedError extends Error {
  constructor(permission: Permission) {
    super(`This needs the permission ${permission}.`);
    this.name = "NotPermittedError";
  }
}

const toOverview = (
  <Button component={Link} to="/predictions" variant="default" mt="xs">
    {texts.toOverview}
  </Button>
);

export function NotFoundPage() {
  return (
    <main>
      <EmptyState icon={IconMapQuestion} title={texts.notFound} hint={texts.notFoundHint} action={toOverview} isPage />
    </main>
  );
}

export function RouteErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  if (error instanceof NotPermittedError) {
    return (
      <EmptyState icon={IconLock} title={texts.notPermitted} hint={texts.notPermittedHint} action={toOverview} isPage />
    );
  }
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return <ErrorState error={error} retry={retry} isPage />;
}

/** The same where not even the frame could be shown. */
export function OuterErrorPage(props: ErrorComponentProps) {
  return (
    <main>
      <RouteErrorPage {...props} />
    </main>
  );
}
