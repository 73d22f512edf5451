import { countOf, formatDate, formatInteger, formatNumber } from "@/lib/format";

export const texts = {
  title: "Explanations",
  description: "What the forecasts rest on. The model knows what goes together with leaving, not what causes it.",
  basis: (asOf: string, version: number) => `As of ${formatDate(asOf)} · model version ${version}`,
  stale: "Data or model changed after the last scoring; these explanations are of the forecasts that are shown.",
  workforceTitle: "What moves the scores of everybody",
  workforceHint: "Mean size of each attribute's contribution over everybody who was scored, and its direction.",
  attribute: "Attribute",
  size: "Mean size",
  direction: "Direction",
  directions: {
    higher_raises: "higher values raise the risk",
    higher_lowers: "higher values lower the risk",
    mixed: "no single direction",
  } as Record<string, string>,
  byValue: "by value",
  dependenceTitle: "How the mean forecast follows one attribute",
  dependenceHint: (label: string, people: number, days: number) =>
    `By ${label}: mean probability of leaving within ${days} days, were ${countOf(people, "person of a sample", "people of a sample")} all given the same value and all else left as it is, with 90% band. How the model behaves, not what a change would do.`,
  dependenceAsk: "Partial dependence: the mean forecast where everybody is given the same value.",
  chooseAttribute: "Choose an attribute",
  dependenceSummary: (label: string, from: string, to: string) =>
    `Mean probability of leaving by ${label}: from ${from} at the first value to ${to} at the last; bars count the people near each value.`,
  probability: "Mean probability",
  people: "People",
  value: "Value",
  lower: "Lower (90%)",
  upper: "Upper (90%)",
  fewPeople: "fewer than five people: the model has little to go by here",
  hiddenCount: "fewer than five could be told",
  elsewhere: (count: string, text: string) => `${count} people: ${text}.`,
  groupTitle: "Why an org unit differs",
  groupHint: "Mean contributions of the people in an org unit and below, less everybody's. Five people or more.",
  chooseUnit: "Choose an org unit to see what sets it apart.",
  groupFacts: (people: number, score: number, everybody: number) =>
    `${countOf(people, "person", "people")} with a forecast; mean score ${formatNumber(score, 2)}, everybody's ${formatNumber(everybody, 2)}. The differences of all attributes add up to the difference of the two.`,
  strongest: (shown: number, all: number) =>
    shown < all ? `The ${shown} largest of ${all} differences.` : `All ${all} differences.`,
  personTitle: "The whole score",
  personHint: "Every attribute's contribution. Base and contributions add up to the score exactly.",
  show: "Show all contributions",
  hide: "Hide",
  neighboursTitle: "People like this one a year before",
  neighboursHint: "Those of the past, among the people whom you may see, who were then most like this person is now. Told in groups of five or more.",
  showNeighbours: "Compare",
  nearestLeft: (left: number, nearest: number, days: number) =>
    `${formatInteger(left)} of the ${nearest} nearest left within ${days} days.`,
  nearestFew: (nearest: number, days: number) =>
    `Fewer than five of the ${nearest} nearest left (or stayed) within ${days} days; the count is not told.`,
  comparedLeft: (left: number, compared: number) =>
    `Of all ${formatInteger(compared)} people compared, ${formatInteger(left)} did.`,
  comparedFew: (compared: number) => `${formatInteger(compared)} people are compared.`,
  own: "This person",
  nearestLeavers: (people: number | null) => (people === null ? "Nearest who left" : `Nearest ${people} who left`),
  nearestStayers: (people: number | null) => (people === null ? "Nearest who stayed" : `Nearest ${people} who stayed`),
  distances: (leavers: string, stayers: string) =>
    `Mean distance: ${leavers} to those who left, ${stayers} to those who stayed.`,
  ranges: "Ranges are the middle half of a group; leavers as known a year (for a table with a flag: its window) before.",
  scale:
    "In log-odds of leaving in the as-of month (for a table with a flag: within its window), before the noise floor and the calibration. So they do not add up to the probability.",
  base: "Base",
  score: "Score",
};
