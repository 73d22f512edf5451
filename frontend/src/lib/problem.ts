/** An answer of the API that says what went wrong (RFC 9457), or a request that got no answer. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;

  constructor(status: number, facts: Readonly<Record<string, unknown>>) {
    super(readText(facts, "detail") ?? sentenceOf(status));
    this.name = "ApiProblem";
    this.status = status;
    this.code = readText(facts, "code") ?? (status === 0 ? "unreachable" : "unexpected");
    this.requestId = readText(facts, "request_id");
  }
}

function readText(facts: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = facts[name];
  return typeof value === "string" && value !== "" ? value : null;
}

function sentenceOf(status: number): string {
  if (status === 0) return "The server does not answer. Check that ChurnVision is running, then try again.";
  return `The server answered with status ${status} and no explanation. Try again; if it stays, look into the server's log.`;
}

/** The problem in any thrown value; what is no answer of the API counts as no connection. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError) return new ApiProblem(0, {});
  const detail = error instanceof Error ? error.message : String(error);
  return new ApiProblem(0, { code: "page_error", detail });
}

/** The problem in an answer's body that may not be JSON at all. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  const facts = typeof body === "object" && body !== null ? { ...body } : {};
  return new ApiProblem(response.status, facts);
}
