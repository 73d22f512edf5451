import type { ModelVersion } from "./api";

/** A group of people with similar forecasts: mean forecast, and the share that left with its 90 % interval. */
export interface ReliabilityGroup {
  predicted: number;
  observed: number;
  n: number;
  lower: number;
  upper: number;
}

/** A model that competed. */
export interface Candidate {
  name: string;
  log_loss: number | null;
  auc: number | null;
}

/** The verdict on a model beside simple forecasts, on the same held-out people. */
export interface Comparison {
  fit: boolean;
  reason: string;
  /** Log loss by forecast, the model's own first. */
  logLoss: { forecast: string; value: number; difference: LossDifference | null }[];
  /** The share of intervals that hold the truth. */
  coverage: number;
}

/** The model's log loss less a simple forecast's, with its interval. */
export interface LossDifference {
  difference: number;
  lower: number;
  upper: number;
}

/** The measures of a model version; null where a measure is not defined or was not stored. */
export interface Metrics {
  auc: number | null;
  average_precision: number | null;
  log_loss: number | null;
  base_rate_log_loss: number | null;
  brier: number | null;
  expected_calibration_error: number | null;
  n: number | null;
  events: number | null;
  horizon_days: number | null;
  validation: string | null;
  reliability: ReliabilityGroup[];
  candidates: Candidate[];
  /** Null for a version that was never compared. */
  comparison: Comparison | null;
}

type Fields = Record<string, unknown>;

function numberIn(fields: Fields, name: string): number | null {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function listIn(fields: Fields, name: string): Fields[] {
  const value = fields[name];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Fields => typeof item === "object" && item !== null);
}

function readGroup(fields: Fields): ReliabilityGroup | null {
  const predicted = numberIn(fields, "predicted");
  const observed = numberIn(fields, "observed");
  const n = numberIn(fields, "n");
  if (predicted === null || observed === null || n === null) return null;
  return { predicted, observed, n, lower: numberIn(fields, "lower") ?? observed, upper: numberIn(fields, "upper") ?? observed };
}

function readCandidate(fields: Fields): Candidate | null {
  if (typeof fields.name !== "string") return null;
  return { name: fields.name, log_loss: numberIn(fields, "log_loss"), auc: numberIn(fields, "auc") };
}

function fieldsIn(fields: Fields, name: string): Fields {
  const value = fields[name];
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function differenceFrom(found: Fields[], forecast: string): LossDifference | null {
  const one = found.find((item) => item.baseline === forecast && item.measure === "log_loss");
  if (!one) return null;
  const difference = numberIn(one, "difference");
  const lower = numberIn(one, "lower");
  const upper = numberIn(one, "upper");
  return difference === null || lower === null || upper === null ? null : { difference, lower, upper };
}

function readComparison(fields: Fields): Comparison | null {
  if (typeof fields.fit !== "boolean" || typeof fields.reason !== "string") return null;
  const losses = fieldsIn(fields, "log_loss");
  const found = listIn(fields, "differences");
  const forecasts = ["model", ...Object.keys(losses).filter((name) => name !== "model")];
  return {
    fit: fields.fit,
    reason: fields.reason,
    coverage: numberIn(fields, "coverage") ?? 0.9,
    logLoss: forecasts.flatMap((forecast) => {
      const value = numberIn(losses, forecast);
      return value === null ? [] : [{ forecast, value, difference: differenceFrom(found, forecast) }];
    }),
  };
}

/** Reads the measures that a version stores as free JSON. */
export function readMetrics(version: Pick<ModelVersion, "metrics">): Metrics {
  const fields: Fields = version.metrics;
  return {
    auc: numberIn(fields, "auc"),
    average_precision: numberIn(fields, "average_precision"),
    log_loss: numberIn(fields, "log_loss"),
    base_rate_log_loss: numberIn(fields, "base_rate_log_loss"),
    brier: numberIn(fields, "brier"),
    expected_calibration_error: numberIn(fields, "expected_calibration_error"),
    n: numberIn(fields, "n"),
    events: numberIn(fields, "events"),
    horizon_days: numberIn(fields, "horizon_days"),
    validation: typeof fields.validation === "string" ? fields.validation : null,
    reliability: listIn(fields, "reliability").flatMap((item) => readGroup(item) ?? []),
    candidates: listIn(fields, "candidates").flatMap((item) => readCandidate(item) ?? []),
    comparison: readComparison(fieldsIn(fields, "comparison")),
  };
}

/** By how many percent the log loss is lower than the base rate's; null where one is unknown. */
export function gainOver(metrics: Pick<Metrics, "log_loss" | "base_rate_log_loss">): number | null {
  if (metrics.log_loss === null || !metrics.base_rate_log_loss) return null;
  return (1 - metrics.log_loss / metrics.base_rate_log_loss) * 100;
}
