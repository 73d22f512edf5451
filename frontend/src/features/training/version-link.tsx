import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { UNKNOWN } from "@/lib/format";

interface VersionLinkProps {
  id: number | null | undefined;
  children?: ReactNode;
}

/** The way to a version's page; a dash where there is no version. */
export function VersionLink({ id, children }: VersionLinkProps) {
  if (!id) return UNKNOWN;
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link {...props} to="/models/$modelVersionId" params={{ modelVersionId: String(id) }} />}
    >
      {children ?? id}
    </Anchor>
  );
}
