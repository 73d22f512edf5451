import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { ApiProblem } from "@/lib/problem";
import { renderInApp } from "@/testing/render";
import { QueryView } from "./query-view";
import { RiskBandMark } from "./risk-band-mark";
import { Suppressed } from "./suppressed";

function Probe({ read, wayOut }: { read: () => Promise<string>; wayOut?: ReactNode }) {
  const query = useQuery({ queryKey: ["probe"], queryFn: read });
  return (
    <>
      <button type="button" onClick={() => void query.refetch()}>
        refresh
      </button>
      <QueryView query={query} skeleton={<i>grey</i>} wayOut={wayOut}>
        {(text) => <p>{text}</p>}
      </QueryView>
    </>
  );
}

const away = () => Promise.reject(new ApiProblem(503, { detail: "The database is away.", request_id: "r-1" }));

const missing = () => Promise.reject(new ApiProblem(404, { detail: "There is no such person." }));

describe("something read from the server", () => {
  it("shows a skeleton first, then the data", async () => {
    renderInApp(<Probe read={() => Promise.resolve("here")} />);
    expect(screen.getByRole("status", { name: "Loading" })).toBeInTheDocument();
    expect(await screen.findByText("here")).toBeInTheDocument();
  });

  it("tells the server's sentence and the request's id, and tries again", async () => {
    const read = vi.fn<() => Promise<string>>().mockImplementationOnce(away).mockResolvedValue("here");
    renderInApp(<Probe read={read} />);
    expect(await screen.findByRole("alert")).toHaveTextContent("The database is away.");
    expect(screen.getByRole("alert")).toHaveTextContent("r-1");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("here")).toBeInTheDocument();
  });

  it("offers the way on instead of another try where nothing is to be found", async () => {
    renderInApp(<Probe read={missing} wayOut={<a href="/people">Back to people</a>} />);
    expect(await screen.findByRole("link", { name: "Back to people" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Try again" })).not.toBeInTheDocument();
  });

  it("keeps trying what failed for another reason, whatever the way on", async () => {
    renderInApp(<Probe read={away} wayOut={<a href="/people">Back to people</a>} />);
    expect(await screen.findByRole("button", { name: "Try again" })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Back to people" })).not.toBeInTheDocument();
  });

  it("keeps showing what it read, marked as not refreshed", async () => {
    const read = vi.fn<() => Promise<string>>().mockResolvedValueOnce("here").mockImplementation(away);
    renderInApp(<Probe read={read} />);
    await screen.findByText("here");
    await userEvent.click(screen.getByRole("button", { name: "refresh" }));
    expect(await screen.findByText(/Not refreshed: shown as read at/)).toBeInTheDocument();
    expect(screen.getByText("here")).toBeInTheDocument();
  });
});

describe("words beside colours", () => {
  it("names every risk band", () => {
    renderInApp(<RiskBandMark band="very_high" />);
    expect(screen.getByText("Very high")).toBeInTheDocument();
  });

  it("says why a small group has no number", () => {
    renderInApp(<Suppressed />);
    expect(screen.getByText("— fewer than 5 people")).toBeInTheDocument();
  });
});
