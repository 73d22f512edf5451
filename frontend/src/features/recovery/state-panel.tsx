import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { StatusMark } from "@/components/status-mark";
import { formatMoment } from "@/lib/format";
import type { DutyName, Recovery } from "./api";
import { formatSpan } from "./spans";
import { texts } from "./texts";

/** Whether all is well, in words and colour, and the few figures that say why. */
export function StatePanel({ recovery }: { recovery: Recovery }) {
  const count = recovery.alerts.length;
  const mark = count ? <StatusMark tone="failed">{texts.notWell(count)}</StatusMark> : <StatusMark tone="done">{texts.well}</StatusMark>;
  return (
    <Panel title={texts.stateTitle} actions={mark}>
      <Facts
        items={[
          [texts.newestBackup, newestOf(recovery)],
          [texts.lastDrill, drillOf(recovery)],
          [texts.nextBackup, nextOf(recovery, "backup")],
          [texts.nextDrill, nextOf(recovery, "drill")],
          [texts.scheduler, recovery.is_scheduler_running ? texts.runs : texts.stopped],
          [texts.kit, kitOf(recovery)],
          [texts.proving, recovery.can_prove ? texts.canProve : texts.cannotProve],
        ]}
      />
    </Panel>
  );
}

function newestOf({ newest_backup: newest }: Recovery): string {
  return newest ? texts.old(formatSpan(newest.age_seconds), formatMoment(newest.made_at)) : texts.noBackup;
}

function drillOf({ last_passed_drill: drill }: Recovery): string {
  if (!drill) return texts.noDrill;
  const { began_at: began, recovery_time_seconds: time, recovery_point_seconds: point } = drill;
  return texts.drillFigures(formatMoment(began), formatSpan(time), formatSpan(point));
}

function kitOf({ kit_confirmed_at: at }: Recovery): string {
  return at ? texts.kitConfirmed(formatMoment(at)) : texts.kitMissing;
}

function nextOf({ duties }: Recovery, name: DutyName): string {
  const at = duties.find((duty) => duty.name === name)?.next_at;
  return at ? formatMoment(at) : texts.noNext;
}
