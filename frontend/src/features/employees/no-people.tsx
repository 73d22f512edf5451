import { Button, Group } from "@mantine/core";
import { IconUserOff, IconUserSearch, IconUsersPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/empty-state";
import { useMay } from "@/features/auth/api";
import { NoUnitsLed, useLeadsNoUnit } from "./no-units-led";
import { isNarrowed, type PeopleSearch } from "./search";
import { texts } from "./texts";

interface NoPeopleProps {
  search: PeopleSearch;
}

/** Why the list is empty, and the way on. */
export function NoPeople({ search }: NoPeopleProps) {
  if (useLeadsNoUnit()) return <NoUnitsLed />;
  if (isNarrowed(search)) return <EmptyState icon={IconUserSearch} title={texts.emptyTitle} hint={texts.emptyHint} />;
  if (search.status === "left") {
    return <EmptyState icon={IconUserOff} title={texts.noLeaverTitle} hint={texts.noLeaverHint} />;
  }
  return search.status === "all" ? <Nobody /> : <NobodyActive />;
}

function NobodyActive() {
  const all = (
    <Button variant="default" renderRoot={(props) => <Link {...props} to="/employees" search={{ status: "all" }} />}>
      {texts.showAll}
    </Button>
  );
  return (
    <EmptyState
      icon={IconUsersPlus}
      title={texts.noneActiveTitle}
      hint={texts.noneActiveHint}
      action={<ImportLink beside={all} />}
    />
  );
}

function Nobody() {
  const mayImport = useMay("datasets:write");
  return (
    <EmptyState
      icon={IconUsersPlus}
      title={texts.noneTitle}
      hint={mayImport ? texts.noneHint : texts.noneAsk}
      action={<ImportLink />}
    />
  );
}

/** The way to the imports, for those who may import. */
function ImportLink({ beside = null }: { beside?: ReactNode }) {
  const mayImport = useMay("datasets:write");
  return (
    <Group gap="sm" mt="xs" justify="center">
      {mayImport ? (
        <Button component={Link} to="/datasets">
          {texts.toImport}
        </Button>
      ) : null}
      {beside}
    </Group>
  );
}
