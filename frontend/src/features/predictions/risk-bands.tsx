import { Anchor, Box, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { DataTable, type Column } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { RiskBandMark } from "@/components/risk-band-mark";
import { Suppressed } from "@/components/suppressed";
import { isRiskBand, RISK_BAND_WORDS, type RiskBand } from "@/config/bands";
import { formatInteger, formatShare } from "@/lib/format";
import type { Summary } from "./api";
import { BandBar } from "./band-bar";
import { texts } from "./texts";

interface RiskBandsProps {
  summary: Summary;
  linked: boolean;
}

type Band = Summary["risk_bands"][number];

/** How the people spread over the risk bands, as one bar and as numbers. */
export function RiskBands({ summary, linked }: RiskBandsProps) {
  return (
    <Panel title={texts.bandsTitle} description={texts.bandsHint} flush>
      <Box px="lg" pb="sm">
        <BandBar bands={summary.risk_bands} />
      </Box>
      <DataTable
        label={texts.bandsTitle}
        columns={columnsOf(summary.thresholds ?? null, linked)}
        rows={summary.risk_bands}
        rowKey={(row) => row.band}
        minWidth={300}
      />
    </Panel>
  );
}

function columnsOf(thresholds: Summary["thresholds"] | null, linked: boolean): Column<Band>[] {
  return [
    {
      name: "band",
      header: texts.band,
      cell: (row) => (
        <>
          <RiskBandMark band={row.band} />
          <Text size="xs" c="dimmed">
            {rangeOf(row.band, thresholds)}
          </Text>
        </>
      ),
    },
    { name: "count", header: texts.count, align: "right", cell: (row) => <BandCount row={row} linked={linked} /> },
    {
      name: "share",
      header: texts.share,
      align: "right",
      cell: (row) => (typeof row.share === "number" ? formatShare(row.share) : null),
    },
  ];
}

function BandCount({ row, linked }: { row: Band; linked: boolean }) {
  if (typeof row.count !== "number") return <Suppressed />;
  const figure = (
    <data value={row.count} data-figure={`band-${row.band}`}>
      {formatInteger(row.count)}
    </data>
  );
  if (!linked || !isRiskBand(row.band)) return figure;
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => (
        <Link {...props} to="/employees" search={{ risk_band: row.band as RiskBand }} />
      )}
      aria-label={`${formatInteger(row.count)}: ${texts.showPeople(RISK_BAND_WORDS[row.band])}`}
    >
      {figure}
    </Anchor>
  );
}

function rangeOf(band: string, thresholds: Summary["thresholds"] | null): string | null {
  if (!thresholds) return null;
  const { raised, high, very_high: veryHigh } = thresholds;
  if (raised === undefined || high === undefined || veryHigh === undefined) return null;
  const ranges: Record<string, string> = {
    low: texts.bandBelow(raised),
    raised: texts.bandBetween(raised, high),
    high: texts.bandBetween(high, veryHigh),
    very_high: texts.bandFrom(veryHigh),
  };
  return ranges[band] ?? null;
}
