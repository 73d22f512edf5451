import type { Summary } from "./api";
import classes from "./band-bar.module.css";

interface BandBarProps {
  bands: Summary["risk_bands"];
}

/** The shares of the bands side by side; the table below says the same in words. */
export function BandBar({ bands }: BandBarProps) {
  return (
    <div className={classes.bar} aria-hidden="true">
      {bands.map((band) =>
        band.share ? (
          <div key={band.band} className={classes.part} data-band={band.band} style={{ flexGrow: band.share }} />
        ) : null,
      )}
    </div>
  );
}
