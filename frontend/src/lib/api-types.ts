import type { paths } from "@/api/schema";

type JsonBody<Operation, Status extends number> = Operation extends {
  responses: Record<Status, { content: { "application/json": infer Body } }>;
}
  ? Body
  : never;

/** The JSON that GET of a path answers. */
export type GetBody<Path extends keyof paths> = JsonBody<paths[Path]["get"], 200>;

/** The JSON that POST of a path takes. */
export type PostInput<Path extends keyof paths> = paths[Path]["post"] extends {
  requestBody?: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

/** The JSON that PUT of a path takes. */
export type PutInput<Path extends keyof paths> = paths[Path]["put"] extends {
  requestBody?: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

/** A point with its 90 % interval. */
export interface Estimate {
  point: number;
  lower: number;
  upper: number;
}
