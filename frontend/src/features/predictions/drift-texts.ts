import { countOf, formatDate, formatNumber } from "@/lib/format";

export const driftTexts = {
  title: "Drift",
  hint: "Do present people look, and leave, like those this version learnt from? Checked after every scoring.",
  check: "Check now",
  none: "No check has run yet.",
  running: "A check is running.",
  quiet: "No drift: present people look and leave like those this version knows.",
  loud: "Something has changed",
  whatToDoPeople:
    "Look at the attributes named below: has a column's meaning or unit changed in the export? Then correct and import it again. If the change is real, train a new version.",
  whatToDoLeavers:
    "The number of leavers is not the forecast one: the order of people usually still holds, the level does not. Import the newest terminations and train a new version.",
  checkedAsOf: (asOf: string, people: number, then: number) =>
    `As of ${formatDate(asOf)}: ${countOf(people, "person", "people")}, compared with ${countOf(then, "person", "people")} that the version knows.`,
  tooFew: "Too few people to compare.",
  verdicts: { stable: "Stable", moderate: "Moderate", strong: "Strong" } as Record<string, string>,
  attribute: "Attribute",
  psi: "Stability index",
  missing: "Missing, then and now",
  auc: "AUC then from now",
  chance: "By chance",
  verdict: "Drift",
  together: "Stable ones together",
  leaversTitle: "Leavers",
  since: "Since",
  until: "Until",
  expected: "Expected",
  band: "Band",
  observed: "Left",
  fewObserved: "fewer than 5",
  asExpected: "As expected",
  unexpected: "Not by chance",
  bandOf: (lower: number, upper: number) => `${lower} – ${upper}`,
  chanceOf: (p: number) => (p < 0.001 ? "< 0.001" : formatNumber(p, 3)),
  scale: "Stability index: below 0.1 stable, 0.1 to 0.25 moderate, above strong, where chance does not explain it.",
  earlier: (alarms: number, checks: number) => `${countOf(alarms, "alarm", "alarms")} in the last ${countOf(checks, "check", "checks")}.`,
};
