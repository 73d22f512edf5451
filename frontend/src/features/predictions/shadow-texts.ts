import { countOf, formatDate, formatNumber } from "@/lib/format";

export const shadowTexts = {
  title: "Shadow",
  hint: "This version beside the one that forecasts, on the same people. Its figures are no forecasts.",
  waiting: "The first comparison comes with the scoring that runs now.",
  compared: (asOf: string | null, people: number, beside: number) =>
    `${asOf ? `As of ${formatDate(asOf)}: ` : ""}${countOf(people, "person", "people")}, beside version ${beside}.`,
  rank: (value: number | null, difference: number | null) =>
    value === null || difference === null
      ? "Whether both order people alike cannot be said."
      : `People stand in ${value > 0.9 ? "nearly the same" : value > 0.7 ? "a similar" : "another"} order (rank correlation ${formatNumber(value, 2)}); their 365-day probabilities differ by ${formatNumber(difference * 100, 1)} points on average.`,
  sumsTitle: "Expected leavers",
  horizon: "Within",
  days: (days: number) => `${days} days`,
  promoted: "Version that forecasts",
  shadow: "This version",
  difference: "Difference",
  groupsTitle: "Groups that differ most, within 365 days",
  people: "People",
  leaversTitle: "Expected and left",
  since: "Scored as of",
  until: "Until",
  left: "Left",
  few: "fewer than 5",
};
