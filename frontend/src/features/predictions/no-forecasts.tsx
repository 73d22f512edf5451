import { Button } from "@mantine/core";
import { IconChartHistogram, IconDatabaseImport, IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "@/components/empty-state";
import { useMay } from "@/features/auth/api";
import type { Summary } from "./api";
import { ScoreButton } from "./score-button";
import { texts } from "./texts";

interface NoForecastsProps {
  summary: Summary;
}

/** What is missing before there can be forecasts, and the way there. */
export function NoForecasts({ summary }: NoForecastsProps) {
  const mayImport = useMay("datasets:write");
  const mayScore = useMay("predictions:score");
  const mayTrain = useMay("training:run");
  if (summary.headcount === 0) {
    const toImport = (
      <Button component={Link} to="/datasets" mt="xs">
        {texts.toImport}
      </Button>
    );
    return (
      <EmptyState
        icon={IconDatabaseImport}
        title={texts.noDataTitle}
        hint={mayImport ? texts.noDataHint : texts.askAnalyst}
        action={mayImport ? toImport : null}
      />
    );
  }
  if (summary.state === "no_model") {
    const toModels = (
      <Button component={Link} to="/models" mt="xs">
        {texts.toModels}
      </Button>
    );
    return (
      <EmptyState
        icon={IconSparkles}
        title={texts.noModelTitle}
        hint={texts.noModelHint(summary.headcount ?? 0)}
        action={mayTrain ? toModels : null}
      />
    );
  }
  return (
    <EmptyState
      icon={IconChartHistogram}
      title={texts.noScoresTitle}
      hint={mayScore ? texts.noScoresHint : texts.askAnalyst}
      action={<ScoreButton />}
    />
  );
}
