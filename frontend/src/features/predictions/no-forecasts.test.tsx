import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { meQuery } from "@/features/auth/api";
import { renderInApp } from "@/testing/render";
import type { Summary } from "./api";
import { NoForecasts } from "./no-forecasts";
import { NoFigure } from "./no-figure";

const VIEWER = ["employees:groups"];
const ANALYST = ["employees:groups", "predictions:score"];

function show(part: Partial<Summary>, permissions: string[], isScoring = false) {
  const summary = { headcount: 40, warnings: [], ...part } as unknown as Summary;
  const me = { username: "vera", permissions } as never;
  renderInApp(<NoForecasts summary={summary} isScoring={isScoring} />, (client) =>
    client.setQueryData(meQuery.queryKey, me),
  );
}

function words(headcount: number | null, forecasts: number | null) {
  renderInApp(<NoFigure summary={{ headcount, forecast_count: forecasts }} />);
  return screen.getByText(/^—/).textContent;
}

describe("an overview without forecasts", () => {
  it("tells no number of people where it is not shown", () => {
    show({ state: "no_model", headcount: null }, VIEWER);
    expect(screen.getByText("Ask an analyst or administrator to train a model.")).toBeInTheDocument();
  });

  it("counts those who are active", () => {
    show({ state: "no_model", headcount: 1 }, VIEWER);
    expect(screen.getByText(/^1 active person is in the imported data/)).toBeInTheDocument();
  });

  it("says why the last scoring failed", () => {
    show({ state: "no_scores", warnings: ["The last scoring failed: no memory."] }, ANALYST);
    expect(screen.getByRole("listitem")).toHaveTextContent("The last scoring failed: no memory.");
    expect(screen.getByRole("button", { name: "Score everybody now" })).toBeEnabled();
  });

  it("offers no scoring while one is under way", () => {
    show({ state: "scoring", warnings: ["The last scoring failed: no memory."] }, ANALYST, true);
    expect(screen.getByRole("status")).toHaveTextContent("Everybody is being scored");
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
    expect(screen.queryByRole("listitem")).not.toBeInTheDocument();
  });
});

describe("a figure that is not shown", () => {
  it("is explained by the size of the group", () => {
    expect(words(null, null)).toBe("— fewer than 5 people");
  });

  it("is explained by the forecasts where the group is large enough", () => {
    expect(words(40, 3)).toBe("— fewer than 5 people with a forecast");
  });

  it("is explained by the next scoring where nobody has a forecast", () => {
    expect(words(40, 0)).toBe("— nobody has a forecast yet");
  });
});
