import { Button, Loader, Stack } from "@mantine/core";
import { IconChartHistogram, IconDatabaseImport, IconHourglass, IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "@/components/empty-state";
import { useMay } from "@/features/auth/api";
import type { Summary } from "./api";
import { ScoreButton } from "./score-button";
import { texts } from "./texts";
import { Warnings } from "./warnings";

interface NoForecastsProps {
  summary: Summary;
  isScoring: boolean;
}

/** What is missing before there can be forecasts, the way there, and what stood in the way. */
export function NoForecasts({ summary, isScoring }: NoForecastsProps) {
  return (
    <Stack gap="lg">
      <Warnings title={texts.obstacleTitle} warnings={isScoring ? [] : summary.warnings} />
      <Missing summary={summary} isScoring={isScoring} />
    </Stack>
  );
}

function Missing({ summary, isScoring }: NoForecastsProps) {
  if (isScoring) return <UnderWay />;
  if (summary.headcount === 0) return <NoPeople />;
  if (summary.state === "no_model") return <NoModel headcount={summary.headcount ?? null} />;
  return <NoScores />;
}

function NoPeople() {
  const mayImport = useMay("datasets:write");
  const toImport = (
    <Button component={Link} to="/datasets" mt="xs">
      {texts.toImport}
    </Button>
  );
  return (
    <EmptyState
      icon={IconDatabaseImport}
      title={texts.noDataTitle}
      hint={mayImport ? texts.noDataHint : texts.askForImport}
      action={mayImport ? toImport : null}
    />
  );
}

function NoModel({ headcount }: { headcount: number | null }) {
  const mayTrain = useMay("training:run");
  const next = mayTrain ? texts.trainToForecast : texts.askForTraining;
  const toModels = (
    <Button component={Link} to="/models" mt="xs">
      {texts.toModels}
    </Button>
  );
  return (
    <EmptyState
      icon={IconSparkles}
      title={texts.noModelTitle}
      hint={[headcount === null ? null : texts.imported(headcount), next].filter(Boolean).join(" ")}
      action={mayTrain ? toModels : null}
    />
  );
}

function NoScores() {
  const mayScore = useMay("predictions:score");
  return (
    <EmptyState
      icon={IconChartHistogram}
      title={texts.noScoresTitle}
      hint={mayScore ? texts.noScoresHint : texts.askForScoring}
      action={<ScoreButton />}
    />
  );
}

function UnderWay() {
  return (
    <div role="status">
      <EmptyState
        icon={IconHourglass}
        title={texts.scoringTitle}
        hint={texts.firstScoringHint}
        action={<Loader size="sm" mt="xs" aria-hidden />}
      />
    </div>
  );
}
