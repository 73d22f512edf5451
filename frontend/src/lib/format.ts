import { LOCALE } from "@/config/locale";

const integer = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const day = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** What stands where a value is unknown. */
export const UNKNOWN = "—";

/** A whole number with thousands separators. */
export function formatInteger(value: number): string {
  return integer.format(value);
}

/** A count with its noun: "1 error", "1,200 errors". */
export function countOf(count: number, one: string, many: string): string {
  return `${integer.format(count)} ${count === 1 ? one : many}`;
}

/** A number with exactly `digits` decimals. */
export function formatNumber(value: number, digits: number): string {
  return value.toLocaleString(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A measure with `digits` decimals, or a dash where it is not defined. */
export function formatMeasure(value: number | null, digits: number): string {
  return value === null ? UNKNOWN : formatNumber(value, digits);
}

/** An expected number of people: one decimal below 100, none above (more would pretend precision). */
export function formatPeople(value: number): string {
  return formatNumber(value, Math.abs(value) < 100 ? 1 : 0);
}

/** A share or probability in percent; tiny and nearly certain values are named as such. */
export function formatShare(value: number): string {
  if (value > 0 && value < 0.0005) return "< 0.1%";
  if (value < 1 && value > 0.9995) return "> 99.9%";
  return `${formatNumber(value * 100, 1)}%`;
}

/** A change of a share in percentage points, with its sign. */
export function formatPoints(value: number): string {
  const points = formatNumber(Math.abs(value) * 100, 1);
  if (Number(points) === 0) return points;
  return `${value > 0 ? "+" : "−"}${points}`;
}

/** A threshold in percent: without decimals when it is a whole percent, otherwise with one. */
export function formatThreshold(value: number): string {
  const percent = value * 100;
  return `${formatNumber(percent, Math.abs(percent - Math.round(percent)) < 0.05 ? 0 : 1)}%`;
}

/** A calendar date such as 2026-10-31. */
export function formatDate(value: string | null | undefined): string {
  if (!value) return UNKNOWN;
  const parsed = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? value : day.format(parsed);
}

/** A sentence of the server with its dates (2026-10-31) written like everywhere else, never broken over two lines. */
export function formatDatesIn(sentence: string): string {
  return sentence.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => formatDate(date).replaceAll(" ", "\u00a0"));
}

/** An instant, shown in the reader's time zone. */
export function formatMoment(value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === "") return UNKNOWN;
  return moment.format(new Date(value));
}

/** A size in bytes, in the unit people would use. */
export function formatBytes(value: number): string {
  if (value < 1000) return `${value} B`;
  if (value < 1_000_000) return `${formatNumber(value / 1000, 0)} kB`;
  return `${formatNumber(value / 1_000_000, 1)} MB`;
}

/** Months of tenure as years and months. */
export function formatTenure(months: number | null | undefined): string {
  if (months === null || months === undefined) return UNKNOWN;
  const years = Math.floor(months / 12);
  const rest = months % 12;
  if (years === 0) return `${rest} mo`;
  return rest === 0 ? `${years} y` : `${years} y ${rest} mo`;
}

/** The time between two instants, for finished work. */
export function formatDuration(from: string | null, to: string | null): string {
  if (!from || !to) return UNKNOWN;
  const seconds = Math.max(0, Math.round((new Date(to).getTime() - new Date(from).getTime()) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Any value an HR file may hold, by its kind. */
export function formatValue(value: unknown, kind?: string): string {
  if (value === null || value === undefined || value === "") return UNKNOWN;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return value.toLocaleString(LOCALE, { maximumFractionDigits: 3 });
  if (kind === "date" && typeof value === "string") return formatDate(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The name of an attribute as people write it: "months_since_raise" becomes "Months since raise". */
export function formatLabel(label: string): string {
  if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(label)) return label;
  const words = label.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
