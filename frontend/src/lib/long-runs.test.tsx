import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type LongRun, useRunEvents } from "./long-runs";

/** The browser's stream, told by the test. */
class ToldSource extends EventTarget {
  static newest: ToldSource | null = null;
  isClosed = false;

  constructor(readonly address: string) {
    super();
    ToldSource.newest = this;
  }

  close() {
    this.isClosed = true;
  }

  tell(name: string, data: string) {
    act(() => this.dispatchEvent(new MessageEvent(name, { data })));
  }
}

function Followed({ run, onFinished }: { run: LongRun; onFinished: () => void }) {
  const latest = useRunEvents(run, `/runs/${run.id}/events`, onFinished);
  return <p>{`${latest.progress} ${latest.message}`}</p>;
}

const queued: LongRun = { id: 7, status: "queued", progress: 0, message: "Waiting" };
const told = { ...queued, status: "running", progress: 40, message: "Learning" };

describe("a long run that is followed", () => {
  beforeEach(() => {
    ToldSource.newest = null;
    vi.stubGlobal("EventSource", ToldSource);
  });
  afterEach(() => vi.unstubAllGlobals());

  it("shows what its stream tells, and the list where that is further", () => {
    const { rerender } = render(<Followed run={queued} onFinished={vi.fn<() => void>()} />);
    expect(ToldSource.newest?.address).toBe("/runs/7/events");
    ToldSource.newest?.tell("progress", JSON.stringify(told));
    ToldSource.newest?.tell("progress", "not JSON");
    expect(screen.getByText("40 Learning")).toBeInTheDocument();
    rerender(<Followed run={{ ...told, progress: 60, message: "Storing" }} onFinished={vi.fn<() => void>()} />);
    expect(screen.getByText("60 Storing")).toBeInTheDocument();
  });

  it("closes its stream at the end and says so once", () => {
    const onFinished = vi.fn<() => void>();
    render(<Followed run={queued} onFinished={onFinished} />);
    ToldSource.newest?.tell("finished", JSON.stringify({ ...told, status: "succeeded" }));
    expect(onFinished).toHaveBeenCalledTimes(1);
    expect(ToldSource.newest?.isClosed).toBe(true);
  });

  it("opens no stream for one that has ended", () => {
    render(<Followed run={{ ...told, status: "failed", message: "Nobody left" }} onFinished={vi.fn<() => void>()} />);
    expect(ToldSource.newest).toBeNull();
    expect(screen.getByText("40 Nobody left")).toBeInTheDocument();
  });
});
