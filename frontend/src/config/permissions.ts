/** The permissions the page asks about; the server decides, the page only hides what it would refuse. */
export type Permission =
  | "employees:groups"
  | "employees:read"
  | "predictions:read"
  | "predictions:score"
  | "explanations:write"
  | "datasets:read"
  | "datasets:write"
  | "training:read"
  | "training:run"
  | "models:promote"
  | "recovery:read"
  | "recovery:run"
  | "users:read"
  | "users:write";
