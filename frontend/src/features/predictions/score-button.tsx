import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMay } from "@/features/auth/api";
import { toProblem } from "@/lib/problem";
import { useStartScoring } from "./api";
import { texts } from "./texts";

/** Starts the scoring of everybody; shows only to those who may. */
export function ScoreButton() {
  const mayScore = useMay("predictions:score");
  const scoring = useStartScoring();
  if (!mayScore) return null;
  const start = () =>
    scoring.mutate(undefined, {
      onSuccess: () => notifications.show({ message: texts.scoringStarted }),
      onError: (error) => notifications.show({ color: "red", message: toProblem(error).message }),
    });
  return (
    <Button size="compact-md" onClick={start} loading={scoring.isPending}>
      {texts.score}
    </Button>
  );
}
