import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { meQuery } from "@/features/auth/api";
import { renderInApp } from "@/testing/render";
import type { DriftCheck } from "./drift-api";
import { DriftPanel } from "./drift-panel";

const salary = { name: "salary", psi: 0.4, psi_of_last_day: 0.4, auc: 0.7, p_value: 0.0001, missing_then: 0, missing_now: 0.1, verdict: "strong" } as const;
const leavers = { scoring_run_id: 1, since: "2025-12-31", until: "2026-01-31", expected: 3.5, observed: null, lower: 0, upper: 9, is_alarm: false };
const done: DriftCheck = {
  id: 1,
  model_version_id: 7,
  status: "succeeded",
  as_of: "2026-01-31",
  is_alarm: true,
  people: { people_then: 300, people_now: 310, verdict: "strong", features: [salary], joint: null },
  leavers: [leavers],
  message: null,
  created_at: "2026-02-01T00:00:00Z",
  finished_at: "2026-02-01T00:00:01Z",
};

function show(checks: DriftCheck[], permissions: string[], isPromoted = true) {
  renderInApp(<DriftPanel modelVersionId={7} isPromoted={isPromoted} />, (client) => {
    client.setQueryData(meQuery.queryKey, { username: "vera", permissions } as never);
    client.setQueryData(["predictions", "drift", 7], { items: checks });
  });
}

describe("the drift of a version", () => {
  it("names what has changed, and says what to do", () => {
    show([done], ["predictions:score"]);
    expect(screen.getByText(/train a new version/)).toBeInTheDocument();
    const row = within(screen.getByRole("table", { name: "Drift" })).getAllByRole("row")[1];
    expect(row).toHaveTextContent(/^SalaryStrong0.4000.700< 0.0010.0%, 10.0%$/);
    expect(screen.getByRole("table", { name: "Leavers" })).toHaveTextContent("fewer than 5");
    expect(screen.getByRole("button", { name: "Check now" })).toBeEnabled();
  });

  it("is quiet where nothing has changed, and offers no check to those who may not", () => {
    show([{ ...done, is_alarm: false, people: null, leavers: [] }], []);
    expect(screen.getByText(/^No drift/)).toBeInTheDocument();
    expect(screen.getByText("Too few people to compare.")).toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("waits for a running check beside the one before", () => {
    show([{ ...done, id: 2, status: "running", is_alarm: null }, done], ["predictions:score"]);
    expect(screen.getByText("A check is running.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Check now" })).toBeDisabled();
    expect(screen.getByRole("table", { name: "Drift" })).toBeInTheDocument();
  });
});
