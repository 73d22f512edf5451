import { countOf, formatInteger, formatNumber } from "@/lib/format";

/** A length of time in the unit people would use, rounded down: an age never looks older than it is. */
export function formatSpan(seconds: number): string {
  if (seconds < 10) return `${formatNumber(seconds, 1)} s`;
  if (seconds < 120) return `${formatInteger(Math.floor(seconds))} s`;
  if (seconds < 2 * 3600) return `${formatInteger(Math.floor(seconds / 60))} min`;
  if (seconds < 72 * 3600) return countOf(Math.floor(seconds / 3600), "hour", "hours");
  return countOf(Math.floor(seconds / 86_400), "day", "days");
}
