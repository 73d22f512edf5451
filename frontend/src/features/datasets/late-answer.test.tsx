import { act, waitFor } from "@testing-library/react";
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { meQuery } from "@/features/auth/api";
import { renderInApp } from "@/testing/render";
import { useCheck } from "./api";

// The server, before anything takes hold of fetch.
const server = vi.hoisted(() => {
  const waiting: ((answer: Response) => void)[] = [];
  globalThis.fetch = () => new Promise((resolve) => waiting.push(resolve));
  return { waiting, answer: (body: object) => waiting.forEach((resolve) => resolve(Response.json(body))) };
});

function Probe({ onCheck }: { onCheck: (check: ReturnType<typeof useCheck>) => void }) {
  onCheck(useCheck(7));
  return null;
}

describe("an answer that comes after its reader has signed out", () => {
  it("is not kept for whoever signs in next", async () => {
    let client = new QueryClient();
    let check: ReturnType<typeof useCheck> | undefined;
    const onCheck = (found: typeof check) => (check = found);
    const { unmount } = renderInApp(<Probe onCheck={onCheck} />, (used) => {
      client = used;
      used.setQueryData(meQuery.queryKey, { id: 1, permissions: [] } as never);
    });
    act(() => check?.mutate());
    await waitFor(() => expect(server.waiting).toHaveLength(1));
    unmount();
    client.clear();
    client.setQueryData(meQuery.queryKey, { id: 2, permissions: [] } as never);
    server.answer({ id: 7 });
    await waitFor(() => expect(client.isMutating()).toBe(0));
    expect(client.getQueryData(["datasets", "one", 7])).toBeUndefined();
  });
});
