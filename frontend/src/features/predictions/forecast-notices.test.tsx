import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { meQuery } from "@/features/auth/api";
import { renderInApp } from "@/testing/render";
import type { Summary } from "./api";
import { ForecastNotices } from "./forecast-notices";

const CHANGED = "The data or the model changed since these forecasts were made: score again.";
const OLD = "The newest data is of 2025-10-31: forecasts count from that day.";

function show(permissions: string[], warnings: string[], isScoring = false) {
  const summary = { state: "stale", warnings } as unknown as Summary;
  const me = { username: "vera", permissions } as never;
  renderInApp(<ForecastNotices summary={summary} isScoring={isScoring} />, (client) => client.setQueryData(meQuery.queryKey, me));
}

describe("what to mind when reading forecasts that are out of date", () => {
  it("is said once, and nobody is told to score who may not", () => {
    show(["predictions:read"], [CHANGED]);
    expect(screen.getAllByRole("status")).toHaveLength(1);
    expect(screen.getByText("These forecasts are out of date")).toBeInTheDocument();
    expect(screen.queryByText(/score again/)).not.toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("comes with the button for those who may", () => {
    show(["predictions:read", "predictions:score"], [CHANGED]);
    expect(screen.getByRole("button", { name: "Score everybody now" })).toBeInTheDocument();
  });

  it("offers no second scoring while one is under way", () => {
    show(["predictions:read", "predictions:score"], [CHANGED], true);
    expect(screen.getByText(/Everybody is being scored now/)).toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });

  it("keeps the other warnings, with dates as people write them", () => {
    show(["predictions:read"], [CHANGED, OLD]);
    expect(screen.getByRole("listitem")).toHaveTextContent("The newest data is of 31 Oct 2025");
  });
});
