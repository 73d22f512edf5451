import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { formatDate, formatMoment, formatNumber } from "@/lib/format";
import type { ModelVersion } from "./api";
import { texts } from "./texts";

/** Every figure of a version, with the evidence it rests on. */
export function ModelMetrics({ model }: { model: ModelVersion }) {
  const { metrics } = model;
  const gain = (1 - metrics.log_loss / metrics.base_rate_log_loss) * 100;
  const trainedFrom = model.trained_from
    ? texts.period(formatDate(model.trained_from), formatDate(model.as_of))
    : formatDate(model.as_of);
  return (
    <Panel title={texts.qualityTitle} description={gain > 0 ? texts.better(gain) : texts.worse}>
      <Facts
        items={[
          [texts.auc, formatNumber(metrics.auc, 3)],
          [texts.averagePrecision, formatNumber(metrics.average_precision, 3)],
          [texts.logLoss, formatNumber(metrics.log_loss, 4)],
          [texts.baseRate, formatNumber(metrics.base_rate_log_loss, 4)],
          [texts.brier, formatNumber(metrics.brier, 4)],
          [texts.ece, formatNumber(metrics.expected_calibration_error, 4)],
          [texts.horizon, texts.days(metrics.horizon_days)],
          [texts.evidence, texts.evidenceValue(metrics.n, metrics.events)],
          [texts.validation, metrics.validation],
          [texts.trainedFrom, trainedFrom],
          [texts.windowDays, model.window_days ? texts.days(model.window_days) : "—"],
          [texts.promotedAt, formatMoment(model.promoted_at)],
        ]}
      />
    </Panel>
  );
}
