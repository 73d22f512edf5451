import { IconSitemap } from "@tabler/icons-react";
import { EmptyState } from "@/components/empty-state";
import { useMe } from "@/features/auth/api";
import { texts } from "./texts";

/** Whether the reader's scope is the org units they lead, and they lead none. */
export function useLeadsNoUnit(): boolean {
  const { scope, org_units: led } = useMe();
  return scope === "org_units" && led.length === 0;
}

/** Why such a reader sees nobody, whatever is imported. */
export function NoUnitsLed() {
  return <EmptyState icon={IconSitemap} title={texts.noUnitTitle} hint={texts.noUnitHint} />;
}
