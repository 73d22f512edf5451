import type { QueryClient } from "@tanstack/react-query";
import { meQuery } from "@/features/auth/api";
import { forgetDrafts } from "@/lib/drafts";
import { onSessionElsewhere } from "@/lib/session-channel";

/** When another tab signs out, or signs somebody else in: forgets what this tab has read and calls `onOther`. */
export function followSession(client: QueryClient, onOther: () => void): void {
  onSessionElsewhere((userId) => {
    const me = client.getQueryData(meQuery.queryKey);
    if (me === undefined || me.id === userId) return;
    client.clear();
    forgetDrafts();
    onOther();
  });
}
