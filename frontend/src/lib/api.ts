import createClient from "openapi-fetch";
import type { paths } from "@/api/schema";
import { ApiProblem, readProblem } from "./problem";

/** Marks requests of the page: the server asks for it beside the session's cookie (cross-site protection). */
export const PAGE_HEADERS = { "X-ChurnVision-Client": "page" } as const;

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: "same-origin",
  headers: PAGE_HEADERS,
});

api.use({
  async onResponse({ response }) {
    if (!response.ok) throw await readProblem(response);
  },
  onError() {
    return new ApiProblem(0, {});
  },
});

interface Answer<Data> {
  data?: Data;
  response: Response;
}

/** The body of a successful answer. Throws ApiProblem for every other answer. */
export async function body<Data>(answer: Promise<Answer<Data>>): Promise<Data> {
  const { data, response } = await answer;
  if (data === undefined) throw new ApiProblem(response.status, {});
  return data;
}

/** Waits for an answer without a body. Throws ApiProblem when it is not a success. */
export async function done(answer: Promise<Answer<unknown>>): Promise<void> {
  await answer;
}
