export const RISK_BANDS = ["low", "raised", "high", "very_high"] as const;

export type RiskBand = (typeof RISK_BANDS)[number];

export const RISK_BAND_WORDS: Record<RiskBand, string> = {
  low: "Low",
  raised: "Raised",
  high: "High",
  very_high: "Very high",
};

/** Whether a text of the API or of the address is a risk band. */
export function isRiskBand(value: unknown): value is RiskBand {
  return RISK_BANDS.some((band) => band === value);
}
