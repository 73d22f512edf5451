import { onlineManager } from "@tanstack/react-query";
import { afterEach, describe, expect, it, vi } from "vitest";
import { meKey } from "@/features/auth/api";
import { ApiProblem } from "@/lib/problem";
import { createQueryClient } from "./query-client";

const ended = () => Promise.reject(new ApiProblem(401, { code: "not_signed_in" }));

afterEach(() => onlineManager.setOnline(true));

describe("a browser that says it is offline", () => {
  it("still reads from the server, which may be on the same machine", async () => {
    onlineManager.setOnline(false);
    const client = createQueryClient(() => undefined);
    await expect(client.fetchQuery({ queryKey: ["probe"], queryFn: () => "here" })).resolves.toBe("here");
  });

  it("still sends what is to be changed", async () => {
    onlineManager.setOnline(false);
    const client = createQueryClient(() => undefined);
    const change = client.getMutationCache().build(client, { mutationFn: () => Promise.resolve("done") });
    await expect(change.execute(undefined)).resolves.toBe("done");
  });
});

describe("the end of a session", () => {
  it("takes everything that was read with it, once", async () => {
    const onSignedOut = vi.fn<() => void>();
    const client = createQueryClient(onSignedOut);
    client.setQueryData(meKey, { username: "ada" });
    client.setQueryData(["employees"], ["Berg"]);
    const reads = [["a"], ["b"]].map((queryKey) => client.fetchQuery({ queryKey, queryFn: ended }));
    await Promise.allSettled(reads);
    expect(onSignedOut).toHaveBeenCalledTimes(1);
    expect(client.getQueryData(["employees"])).toBeUndefined();
  });
});
