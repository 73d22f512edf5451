import { describe, expect, it } from "vitest";
import { ApiProblem, readProblem, toProblem } from "./problem";

describe("a problem", () => {
  it("carries the server's sentence, code and request id", async () => {
    const body = { detail: "Choose another name.", code: "username_taken", request_id: "abc" };
    const problem = await readProblem(new Response(JSON.stringify(body), { status: 409 }));
    expect(problem.message).toBe("Choose another name.");
    expect(problem.code).toBe("username_taken");
    expect(problem.requestId).toBe("abc");
    expect(problem.status).toBe(409);
  });

  it("still says something when the answer is no JSON", async () => {
    const problem = await readProblem(new Response("<html>Bad gateway</html>", { status: 502 }));
    expect(problem.message).toContain("502");
    expect(problem.requestId).toBeNull();
  });

  it("tells a missing connection from an answer", () => {
    expect(toProblem(new TypeError("Failed to fetch")).code).toBe("unreachable");
    const answered = new ApiProblem(404, { code: "no_forecast" });
    expect(toProblem(answered)).toBe(answered);
  });
});
