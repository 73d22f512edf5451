import { SimpleGrid, Stack } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { PageHeader } from "@/components/page-header";
import { QueryView } from "@/components/query-view";
import { SkeletonPage } from "@/components/skeletons";
import { useMay } from "@/features/auth/api";
import { NoUnitsLed, useLeadsNoUnit } from "@/features/employees/no-units-led";
import { OrgUnitSelect } from "@/features/employees/org-unit-select";
import { type Summary, useSummary } from "./api";
import { ComingMonths } from "./coming-months";
import { ExpectedLeavers } from "./expected-leavers";
import { ForecastNotices } from "./forecast-notices";
import { ModelQuality } from "./model-quality";
import { NoForecasts } from "./no-forecasts";
import { OrgUnitTable } from "./org-unit-table";
import { RiskBands } from "./risk-bands";
import { readOverviewSearch } from "./search";
import { texts } from "./texts";
import { TopDrivers } from "./top-drivers";
import { useScoringWatch } from "./use-scoring-watch";

export function OverviewPage() {
  // Read once more: the router keeps what a route's reader left out.
  const { org_unit_id: orgUnitId } = readOverviewSearch({ ...useSearch({ from: "/shell/predictions" }) });
  const navigate = useNavigate({ from: "/predictions" });
  const summary = useSummary(orgUnitId);
  const isScoring = useScoringWatch(summary.data);
  const leadsNoUnit = useLeadsNoUnit();
  const choose = (id: number | undefined) => void navigate({ search: id === undefined ? {} : { org_unit_id: id } });
  return (
    <>
      <PageHeader
        title={texts.title}
        description={describe(summary.data)}
        actions={<OrgUnitSelect value={orgUnitId} onChange={choose} />}
      />
      {leadsNoUnit ? (
        <NoUnitsLed />
      ) : (
        <QueryView query={summary} skeleton={<SkeletonPage />}>
          {(data) =>
            data.as_of === null ? (
              <NoForecasts summary={data} isScoring={isScoring} />
            ) : (
              <Forecasts summary={data} isScoring={isScoring} orgUnitId={orgUnitId} />
            )
          }
        </QueryView>
      )}
    </>
  );
}

/** What the figures rest on; nothing while that is not known. */
function describe(summary: Summary | undefined): string | null {
  if (!summary) return null;
  if (!summary.as_of) return summary.state === "no_model" ? texts.notYet : null;
  return texts.provenance(summary.as_of, summary.model_version_id ?? null, summary.scored_at ?? null);
}

interface ForecastsProps {
  summary: Summary;
  isScoring: boolean;
  orgUnitId: number | undefined;
}

function Forecasts({ summary, isScoring, orgUnitId }: ForecastsProps) {
  const seesPeople = useMay("employees:read");
  return (
    <Stack gap="lg">
      <ForecastNotices summary={summary} isScoring={isScoring} />
      <ExpectedLeavers summary={summary} />
      <ComingMonths orgUnitId={orgUnitId} />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <RiskBands summary={summary} orgUnitId={orgUnitId} linked={seesPeople} />
        <TopDrivers drivers={summary.top_drivers} />
      </SimpleGrid>
      <OrgUnitTable units={summary.org_units} linked={seesPeople} />
      <ModelQuality summary={summary} />
    </Stack>
  );
}
