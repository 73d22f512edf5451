import { formatNumber } from "./format";

/** A measure of the model less that of a simple forecast, with its interval. */
export interface MeasuredDifference {
  measure: string;
  difference: number;
  lower: number;
  upper: number;
}

const texts = {
  higherIsBetter: "higher is better",
  lowerIsBetter: "lower is better",
  oneIsRight: "1 is right",
  better: (size: string, from: string, to: string) => `better by ${size} (${from} to ${to})`,
  worse: (size: string, from: string, to: string) => `worse by ${size} (${from} to ${to})`,
  noDifference: (from: string, to: string) => `no difference shown (${from} to ${to})`,
};

/** Measures of which more is better; of the others less is. */
const HIGHER_IS_BETTER = new Set(["auc", "average_precision", "harrell_concordance", "uno_concordance", "lift_top_tenth"]);
const ONE_IS_RIGHT = new Set(["expected_over_observed"]);

/** Which way is good. */
export function directionOf(measure: string): string {
  if (ONE_IS_RIGHT.has(measure)) return texts.oneIsRight;
  return HIGHER_IS_BETTER.has(measure) ? texts.higherIsBetter : texts.lowerIsBetter;
}

/** The decimals in which a measure and its differences are shown. */
export function digitsOf(measure: string): number {
  if (measure === "lift_top_tenth" || measure === "expected_over_observed") return 2;
  return HIGHER_IS_BETTER.has(measure) ? 3 : 4;
}

/** What the interval of "model minus baseline" says in plain words. */
export function describeDifference({ measure, difference, lower, upper }: MeasuredDifference): string {
  const sign = HIGHER_IS_BETTER.has(measure) ? 1 : -1;
  const digits = digitsOf(measure);
  const gain = sign * difference;
  const ends = [sign * lower, sign * upper].toSorted((one, other) => one - other);
  const [worst = gain, best = gain] = ends;
  const show = (value: number) => formatNumber(value, digits);
  if (worst > 0) return texts.better(show(gain), show(worst), show(best));
  if (best < 0) return texts.worse(show(-gain), show(-best), show(-worst));
  return texts.noDifference(show(worst), show(best));
}
