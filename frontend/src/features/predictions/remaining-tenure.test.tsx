import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderInApp } from "@/testing/render";
import type { Prediction } from "./api";
import { CausesTable } from "./causes-table";
import { RemainingTenure } from "./remaining-tenure";

const tenure: Prediction["remaining_tenure"] = {
  within_months: 12,
  expected_months: { point: 2.57, lower: 1.4, upper: 4.8 },
  median_months: 1.73,
  median_state: "within",
  extrapolated: false,
  value: {
    attribute: "salary",
    label: "Salary",
    amount: 29400,
    amount_months: 12,
    expected: { point: 6288.4, lower: 3491, upper: 11649 },
  },
};

describe("how much longer somebody stays", () => {
  it("is told with its interval, the median and the value kept", () => {
    renderInApp(<RemainingTenure tenure={tenure} />);
    expect(screen.getByText("2.6")).toHaveAttribute("value", "2.57");
    expect(screen.getByText("after 1.7 months")).toBeInTheDocument();
    expect(screen.getByText("6,288")).toBeInTheDocument();
    expect(screen.queryByText("extrapolated")).not.toBeInTheDocument();
  });

  it("says where the median lies beyond the curve, or cannot be known", () => {
    const without = { ...tenure, median_months: null, value: null };
    renderInApp(<RemainingTenure tenure={{ ...without, median_state: "beyond" }} />);
    expect(screen.getByText("beyond 12 months")).toBeInTheDocument();
    renderInApp(<RemainingTenure tenure={{ ...without, median_state: "unknown", extrapolated: true }} />);
    expect(screen.getByText(/do not say when people left/)).toBeInTheDocument();
    expect(screen.getByText("extrapolated")).toBeInTheDocument();
    expect(screen.queryByText(/^Value kept/)).not.toBeInTheDocument();
  });
});

describe("the causes of leaving", () => {
  const horizons = [
    { days: 30, parts: [{ cause: "voluntary" as const, value: 0.1 }] },
    { days: 365, parts: [] },
  ];

  it("have a row each, and a dash where a horizon tells none", () => {
    renderInApp(<CausesTable title="By cause" hint="Parts" horizons={horizons} format={(value) => `${value * 100} %`} />);
    expect(screen.getAllByRole("row")[1]).toHaveTextContent(/^Voluntary10 %—$/);
  });

  it("are not shown where the model tells none apart", () => {
    renderInApp(<CausesTable title="By cause" hint="Parts" horizons={[{ days: 30, parts: [] }]} format={String} />);
    expect(screen.queryByRole("table")).not.toBeInTheDocument();
  });
});
