import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderInApp } from "@/testing/render";
import type { ShadowRun } from "./shadow-api";
import { ShadowPanel } from "./shadow-panel";

const run: ShadowRun = {
  id: 1,
  model_version_id: 7,
  scoring_run_id: 3,
  beside_version_id: 6,
  as_of: "2026-01-31",
  message: null,
  comparison: {
    people: 300,
    horizons: [
      { days: 30, promoted: 2.01, shadow: 2 },
      { days: 365, promoted: 40.2, shadow: 44.6 },
    ],
    rank_correlation: 0.95,
    mean_absolute_difference: 0.031,
    groups: [{ org_unit_id: 2, path: "Acme/Sales", people: 90, promoted: 12, shadow: 10.5 }],
  },
  leavers: { until: "2026-03-01", observed: null, promoted: 3.1, shadow: 3.6 },
  created_at: "2026-02-01T00:00:00Z",
};

function show(items: ShadowRun[], isShadow: boolean) {
  return renderInApp(<ShadowPanel modelVersionId={7} isShadow={isShadow} />, (client) =>
    client.setQueryData(["predictions", "shadow", 7], { items }),
  );
}

describe("a version that runs as shadow", () => {
  it("is compared in sums, order and groups, and later with who left", () => {
    show([run], true);
    expect(screen.getByText(/300 people, beside version 6. People stand in nearly the same order/)).toBeInTheDocument();
    expect(screen.getByRole("table", { name: "Expected leavers" })).toHaveTextContent("30 days2.02.00.0365 days40.244.6+4.4");
    expect(screen.getByRole("table", { name: /^Groups/ })).toHaveTextContent("Acme/Sales9012.010.5-1.5");
    expect(screen.getByRole("table", { name: "Expected and left" })).toHaveTextContent("fewer than 5");
  });

  it("waits for its first comparison", () => {
    show([], true);
    expect(screen.getByText(/^The first comparison comes/)).toBeInTheDocument();
  });

  it("shows nothing where it never was one", () => {
    show([], false);
    expect(screen.queryByRole("heading")).not.toBeInTheDocument();
  });
});
