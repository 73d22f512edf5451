import { Anchor, Box, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { DataTable, type Column } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { RiskBandMark } from "@/components/risk-band-mark";
import { Suppressed } from "@/components/suppressed";
import { isRiskBand, RISK_BAND_WORDS } from "@/config/bands";
import { formatInteger, formatShare, UNKNOWN } from "@/lib/format";
import type { Summary } from "./api";
import { BandBar } from "./band-bar";
import { NoFigure } from "./no-figure";
import { texts } from "./texts";

interface RiskBandsProps {
  summary: Summary;
  /** The org unit that the summary is of; its people are what the figures lead to. */
  orgUnitId: number | undefined;
  linked: boolean;
}

type Band = Summary["risk_bands"][number];

/** How the people spread over the risk bands, as one bar and as numbers. */
export function RiskBands({ summary, orgUnitId, linked }: RiskBandsProps) {
  if (summary.risk_bands.length === 0) {
    return (
      <Panel title={texts.bandsTitle} description={texts.bandsHint}>
        <NoFigure summary={summary} />
      </Panel>
    );
  }
  return (
    <Panel title={texts.bandsTitle} description={texts.bandsHint} flush>
      <Box px="lg" pb="sm">
        <BandBar bands={summary.risk_bands} />
      </Box>
      <DataTable
        label={texts.bandsTitle}
        columns={columnsOf(summary.thresholds ?? null, linked ? { orgUnitId } : null)}
        rows={summary.risk_bands}
        rowKey={(row) => row.band}
        minWidth={300}
      />
    </Panel>
  );
}

/** Whose people a band's count leads to. */
interface Target {
  orgUnitId: number | undefined;
}

function columnsOf(thresholds: Summary["thresholds"] | null, target: Target | null): Column<Band>[] {
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
    { name: "count", header: texts.count, align: "right", cell: (row) => <BandCount row={row} target={target} /> },
    {
      name: "share",
      header: texts.share,
      align: "right",
      cell: (row) => (typeof row.share === "number" ? formatShare(row.share) : UNKNOWN),
    },
  ];
}

function BandCount({ row, target }: { row: Band; target: Target | null }) {
  if (typeof row.count !== "number") return <Suppressed />;
  const figure = (
    <data value={row.count} data-figure={`band-${row.band}`}>
      {formatInteger(row.count)}
    </data>
  );
  const { band } = row;
  if (!target || !isRiskBand(band)) return figure;
  const search = { risk_band: band, ...(target.orgUnitId === undefined ? {} : { org_unit_id: target.orgUnitId }) };
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => <Link {...props} to="/employees" search={search} />}
      aria-label={`${formatInteger(row.count)}: ${texts.showPeople(RISK_BAND_WORDS[band])}`}
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
