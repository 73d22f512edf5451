import { isRiskBand, RISK_BANDS, RISK_BAND_WORDS } from "@/config/bands";
import classes from "./risk-band-mark.module.css";

interface RiskBandMarkProps {
  band: string;
}

/** A risk band as word and steps filled, so that colour is never the only sign. */
export function RiskBandMark({ band }: RiskBandMarkProps) {
  if (!isRiskBand(band)) return <span>{band}</span>;
  const level = RISK_BANDS.indexOf(band);
  return (
    <span className={classes.mark} data-band={band}>
      <svg width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">
        {RISK_BANDS.map((step, index) => (
          <rect
            key={step}
            x={index * 4.75}
            y={9 - index * 3}
            width="3.25"
            height={5 + index * 3}
            rx="1"
            fill="currentColor"
            opacity={index <= level ? 1 : 0.22}
          />
        ))}
      </svg>
      {RISK_BAND_WORDS[band]}
    </span>
  );
}
