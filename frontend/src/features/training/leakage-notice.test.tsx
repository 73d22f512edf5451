import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { readLeakage } from "./leakage";
import { LeakageNotice } from "./leakage-notice";

const show = (metrics: Record<string, unknown> | null, onKeep?: (columns: string[]) => void) =>
  render(
    <MantineProvider>
      <LeakageNotice metrics={metrics} onKeep={onKeep} />
    </MantineProvider>,
  );

describe("the notice of columns that tell who left", () => {
  it("names each one with the reason, and says what to do", () => {
    const columns = [
      { column: "exit_reason", verdict: "excluded", reason: "it is filled for leavers only" },
      { column: "site", verdict: "warned", reason: "only leavers have Rome" },
    ];
    show({ leakage: { columns, findings: ["3,008 rows are identical."] } });
    expect(screen.getByRole("status").textContent).toContain("One column was left out");
    const items = screen.getAllByRole("listitem").map((item) => item.textContent);
    expect(items[0]).toMatch(/^Exit reason was left out: it is filled for leavers only/);
    expect(items[1]).toMatch(/^Site is used, look at it: only leavers have Rome/);
    expect(items[2]).toBe("3,008 rows are identical.");
    expect(screen.getByRole("status").textContent).toContain("--keep-column exit_reason");
  });

  it("is not there where nothing was found, or was not looked for", () => {
    show({ leakage: { columns: [], findings: [] } });
    show({});
    show(null);
    expect(screen.queryByRole("status")).toBeNull();
  });

  it("lets those who may train keep the columns that were left out", async () => {
    const onKeep = vi.fn<(columns: string[]) => void>();
    const verdicts = ["excluded", "kept", "warned"];
    const columns = verdicts.map((verdict) => ({ column: `${verdict}_column`, verdict, reason: "x" }));
    columns.push({ column: "another", verdict: "excluded", reason: "x" });
    show({ leakage: { columns, findings: [] } }, onKeep);
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Train again with those ticked" });
    expect(button.disabled).toBe(true);
    await userEvent.click(screen.getByRole("checkbox", { name: "Excluded column is known before people leave" }));
    await userEvent.click(button);
    expect(onKeep).toHaveBeenCalledWith(["kept_column", "excluded_column"]);
  });

  it("leaves out what it cannot read", () => {
    const columns = [{ column: "a", verdict: "burnt", reason: "x" }, null, { column: 1 }];
    expect(readLeakage({ leakage: { columns, findings: [1] } })).toEqual({ columns: [], findings: [] });
  });
});
