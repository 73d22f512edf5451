import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { formatDatesIn, formatNumber } from "@/lib/format";
import type { Summary } from "./api";
import { texts } from "./texts";

interface ModelQualityProps {
  summary: Summary;
}

/** What the model behind the forecasts achieved on data it had not seen. */
export function ModelQuality({ summary }: ModelQualityProps) {
  const { quality, model_version_id: version } = summary;
  const link = version ? (
    <Anchor
      size="sm"
      renderRoot={(props) => (
        <Link {...props} to="/models/$modelVersionId" params={{ modelVersionId: String(version) }} />
      )}
    >
      {texts.moreQuality}
    </Anchor>
  ) : null;
  return (
    <Panel title={texts.qualityTitle} description={texts.qualityHint} actions={link}>
      {quality ? <Quality quality={quality} /> : <Text size="sm">{texts.qualityNone}</Text>}
    </Panel>
  );
}

function Quality({ quality }: { quality: NonNullable<Summary["quality"]> }) {
  const gain = (1 - quality.log_loss / quality.base_rate_log_loss) * 100;
  return (
    <>
      <Text size="sm" mb="md">
        {gain > 0 ? texts.better(gain) : texts.worse}
      </Text>
      <Facts
        items={[
          [texts.auc, formatNumber(quality.auc, 3)],
          [texts.logLoss, formatNumber(quality.log_loss, 3)],
          [texts.baseRate, formatNumber(quality.base_rate_log_loss, 3)],
          [texts.brier, formatNumber(quality.brier, 3)],
          [texts.ece, formatNumber(quality.ece, 3)],
          [texts.evidence, texts.evidenceValue(quality.n, quality.events)],
          [texts.validation, formatDatesIn(quality.validation)],
        ]}
      />
    </>
  );
}
