import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { formatDate, formatDatesIn, formatMeasure, formatMoment, UNKNOWN } from "@/lib/format";
import type { ModelVersion } from "./api";
import { gainOver, type Metrics } from "./metrics";
import { texts } from "./texts";

interface ModelMetricsProps {
  model: ModelVersion;
  metrics: Metrics;
}

/** Every figure of a version, with the evidence it rests on. */
export function ModelMetrics({ model, metrics }: ModelMetricsProps) {
  return (
    <Panel title={texts.qualityTitle} description={verdictOn(metrics)}>
      <Facts
        items={[
          [texts.auc, formatMeasure(metrics.auc, 3)],
          [texts.averagePrecision, formatMeasure(metrics.average_precision, 3)],
          [texts.logLoss, formatMeasure(metrics.log_loss, 4)],
          [texts.baseRate, formatMeasure(metrics.base_rate_log_loss, 4)],
          [texts.brier, formatMeasure(metrics.brier, 4)],
          [texts.ece, formatMeasure(metrics.expected_calibration_error, 4)],
          [texts.horizon, metrics.horizon_days === null ? UNKNOWN : texts.days(metrics.horizon_days)],
          [texts.evidence, texts.evidenceValue(metrics.n, metrics.events)],
          [texts.validation, metrics.validation === null ? UNKNOWN : formatDatesIn(metrics.validation)],
          [texts.trainedFrom, periodOf(model)],
          [texts.windowDays, model.window_days ? texts.days(model.window_days) : UNKNOWN],
          [texts.promotedAt, formatMoment(model.promoted_at)],
        ]}
      />
    </Panel>
  );
}

function verdictOn(metrics: Metrics): string {
  const gain = gainOver(metrics);
  if (gain === null) return texts.unknownGain;
  return gain > 0 ? texts.better(gain) : texts.worse;
}

function periodOf(model: ModelVersion): string {
  const until = formatDate(model.as_of);
  return model.trained_from ? texts.period(formatDate(model.trained_from), until) : until;
}
