import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/lib/api";
import type { GetBody } from "@/lib/api-types";

export type Recovery = GetBody<"/api/v1/recovery/">;
export type Backup = Recovery["backups"][number];
export type Drill = Recovery["drills"][number];
export type Duty = Recovery["duties"][number];
export type DutyName = Duty["name"];

export const recoveryKey = ["recovery"] as const;
const POLL_MS = 2000;

/** Whether a duty of the scheduler waits or runs. */
export function isUnderWay(duty: Duty): boolean {
  return duty.state !== "idle";
}

/** How recovery stands; read again and again while something is under way. */
export function useRecovery() {
  return useQuery({
    queryKey: recoveryKey,
    queryFn: ({ signal }) => body(api.GET("/api/v1/recovery/", { signal })),
    refetchInterval: ({ state }) => (state.data?.duties.some(isUnderWay) ? POLL_MS : false),
  });
}

/** Asks the scheduler for a backup or a drill. */
export function useAskFor(name: DutyName) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(name === "backup" ? api.POST("/api/v1/recovery/backups") : api.POST("/api/v1/recovery/drills")),
    onSettled: () => client.invalidateQueries({ queryKey: recoveryKey }),
  });
}

/** Where the report of a drill is downloaded. */
export function reportAddress(drillId: string, form: "html" | "json"): string {
  return `/api/v1/recovery/drills/${drillId}/report.${form}`;
}
