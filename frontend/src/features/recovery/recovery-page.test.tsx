import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { meQuery } from "@/features/auth/api";
import { renderInApp } from "@/testing/render";
import { type Backup, type Drill, type Duty, type Recovery, recoveryKey } from "./api";
import { RecoveryPage } from "./recovery-page";

// The server, before anything takes hold of fetch.
const server = vi.hoisted(() => {
  const asked: string[] = [];
  const state: { answer: (request: Request) => Response } = { answer: () => Response.error() };
  globalThis.fetch = (input) => {
    const request = input as Request;
    asked.push(`${request.method} ${new URL(request.url).pathname}`);
    return Promise.resolve(state.answer(request));
  };
  return { asked, state };
});

const backup: Backup = {
  backup_id: "churnvision_20261122_020000",
  made_at: "2026-11-22T02:00:03Z",
  state: "signed",
  bytes: 2_500_000,
  rows: 9000,
  employees: 412,
  users: 6,
  verified_at: "2026-11-22T02:00:05Z",
  reason: null,
  warnings: [],
};

const drill: Drill = {
  drill_id: "drill_20261122_040000",
  began_at: "2026-11-22T04:00:00Z",
  backup_id: backup.backup_id,
  has_passed: true,
  proof: "signed",
  recovery_time_seconds: 4.21,
  recovery_point_seconds: 7200,
  failed_checks: {},
};

function duty(name: Duty["name"], part: Partial<Duty> = {}): Duty {
  const moments = { next_at: "2026-11-23T02:00:00Z", tried_at: null, succeeded_at: null };
  return { name, state: "idle", outcome: null, reason: null, ...moments, ...part };
}

const sound: Recovery = {
  seen_at: "2026-11-22T05:00:00Z",
  alerts: [],
  newest_backup: { backup_id: backup.backup_id, made_at: backup.made_at, age_seconds: 10_800 },
  last_passed_drill: drill,
  is_scheduler_running: true,
  duties: [duty("backup"), duty("drill")],
  kit_confirmed_at: "2026-11-01T09:00:00Z",
  can_prove: true,
  backups: [backup],
  foreign_files: [],
  drills: [drill],
  unreadable_reports: [],
};

function show(part: Partial<Recovery>, permissions = ["recovery:read", "recovery:run"]) {
  renderInApp(<RecoveryPage />, (client) => {
    client.setQueryData(meQuery.queryKey, { username: "ada", permissions } as never);
    client.setQueryDefaults(recoveryKey, { staleTime: 60_000 });
    client.setQueryData(recoveryKey, { ...sound, ...part });
  });
}

const region = (name: string) => within(screen.getByRole("region", { name }));

beforeEach(() => {
  server.asked.length = 0;
  server.state.answer = () => Response.json(sound);
});

describe("the page of recovery", () => {
  it("says in words that all is well, and why", () => {
    show({});
    expect(region("State").getByText("All is well")).toBeInTheDocument();
    expect(region("State").getByText(/^3 hours old/)).toBeInTheDocument();
    expect(region("State").getByText(/restored in 4.2 s, data 2 hours old/)).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    expect(screen.queryByText("Not recoverable elsewhere")).not.toBeInTheDocument();
    expect(screen.getByRole("table", { name: "Backups" })).toHaveTextContent(/Proved2\.5 MB4126/);
  });

  it("puts what is wrong on top and counts it", () => {
    const alerts: Recovery["alerts"] = [
      { name: "no_backup", sentence: "There is no usable backup. Make one." },
      { name: "scheduler_stopped", sentence: "The scheduler does not run." },
    ];
    const stopped = [duty("backup", { next_at: null }), duty("drill", { next_at: null })];
    const none = { newest_backup: null, last_passed_drill: null, backups: [], drills: [] };
    show({ ...none, alerts, duties: stopped, is_scheduler_running: false });
    expect(screen.getAllByRole("alert").map((one) => one.textContent)).toEqual(alerts.map((one) => one.sentence));
    expect(region("State").getByText("2 things need attention")).toBeInTheDocument();
    expect(region("State").getAllByText("None while the scheduler does not run")).toHaveLength(2);
    expect(screen.getByText("No backup yet")).toBeInTheDocument();
    expect(region("Drills").getByText("No drill was held yet.")).toBeInTheDocument();
  });

  it("names what cannot be relied on", () => {
    const damaged: Backup = { ...backup, backup_id: "b2", state: "damaged", reason: "A byte was changed." };
    const unproved: Backup = { ...backup, state: "not proved here", employees: null, verified_at: null };
    const forged: Drill = { ...drill, drill_id: "d2", proof: "changed" };
    const failure: Drill = { ...drill, drill_id: "d3", has_passed: false, failed_checks: { "the dump loads": "No space." } };
    const strange = { foreign_files: ["plain.sql"], unreadable_reports: ["drill_20200101_000000"] };
    show({ backups: [damaged, unproved], drills: [forged, failure], can_prove: false, ...strange });
    const [, first, second] = within(screen.getByRole("table", { name: "Backups" })).getAllByRole("row");
    expect(first).toHaveTextContent(/A byte was changed.*Damaged/);
    expect(second).toHaveTextContent(/Not proved here.*—.*Never/);
    const [, changed, failed] = within(screen.getByRole("table", { name: "Drills" })).getAllByRole("row");
    expect(changed).toHaveTextContent("Report was changed");
    expect(changed).not.toHaveTextContent("Passed");
    expect(failed).toHaveTextContent("Failedthe dump loads: No space.");
    expect(screen.getByText(/plain\.sql/)).toBeInTheDocument();
    expect(screen.getByText(/drill_20200101_000000/)).toBeInTheDocument();
  });

  it("says that nothing helps on another machine while nobody has the key", () => {
    show({ kit_confirmed_at: null });
    expect(screen.getByText("Not recoverable elsewhere")).toBeInTheDocument();
    expect(region("State").getByText("Not confirmed")).toBeInTheDocument();
  });

  it("offers the reports of a drill", () => {
    show({});
    const links = region("Drills").getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "/api/v1/recovery/drills/drill_20261122_040000/report.html",
      "/api/v1/recovery/drills/drill_20261122_040000/report.json",
    ]);
  });

  it("asks for a backup and follows it to its end", async () => {
    const states: Recovery["duties"][] = [
      [duty("backup", { state: "running", outcome: "running", tried_at: "2026-11-22T05:00:01Z" }), duty("drill")],
      [duty("backup", { outcome: "succeeded", succeeded_at: "2026-11-22T05:00:01Z" }), duty("drill")],
    ];
    server.state.answer = (request) =>
      request.method === "POST"
        ? Response.json(duty("backup", { state: "waiting" }), { status: 202 })
        : Response.json({ ...sound, duties: (states.length > 1 ? states.shift() : states[0]) ?? [] });
    show({});
    const button = screen.getByRole("button", { name: "Back up now" });
    await userEvent.click(button);
    expect(server.asked[0]).toBe("POST /api/v1/recovery/backups");
    await waitFor(() => expect(region("On request").getByText("Running")).toBeInTheDocument());
    expect(button).toBeDisabled();
    expect(screen.getByRole("button", { name: "Hold a drill" })).toBeEnabled();
    await waitFor(() => expect(region("On request").getByText(/^Last done/)).toBeInTheDocument(), { timeout: 5000 });
    expect(button).toBeEnabled();
    const count = server.asked.length;
    await new Promise((resolve) => setTimeout(resolve, 2300));
    expect(server.asked).toHaveLength(count);
  }, 15_000);

  it("tells the server's sentence where it refuses", async () => {
    const refusal = { detail: "The scheduler of backups does not run.", code: "scheduler_not_running" };
    server.state.answer = (request) =>
      request.method === "POST" ? Response.json(refusal, { status: 409 }) : Response.json(sound);
    show({});
    await userEvent.click(screen.getByRole("button", { name: "Hold a drill" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The scheduler of backups does not run.");
    expect(server.asked[0]).toBe("POST /api/v1/recovery/drills");
  });

  it("says why the last try failed", () => {
    const failed = duty("backup", { outcome: "failed", tried_at: "2026-11-22T02:00:00Z", reason: "The disk is full." });
    show({ duties: [failed, duty("drill")] });
    expect(region("On request").getByText(/^Failed .*: The disk is full\.$/)).toBeInTheDocument();
    expect(region("On request").getByText("Failed")).toBeInTheDocument();
  });

  it("has no buttons for those who may only look", () => {
    show({}, ["recovery:read"]);
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });
});
