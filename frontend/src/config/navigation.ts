import { IconBulb, IconChartBar, IconDatabaseImport, IconHistory, IconLifebuoy, IconReportAnalytics, IconUserCog, IconUsers } from "@tabler/icons-react";
import type { Permission } from "./permissions";

/** The pages of the left navigation; each shows only to those who hold its permission. */
export const NAVIGATION = [
  { to: "/predictions", label: "Overview", icon: IconChartBar, permission: "employees:groups" },
  { to: "/employees", label: "People", icon: IconUsers, permission: "employees:read" },
  { to: "/datasets", label: "Data", icon: IconDatabaseImport, permission: "datasets:read" },
  { to: "/models", label: "Models", icon: IconReportAnalytics, permission: "training:read" },
  { to: "/explanations", label: "Explanations", icon: IconBulb, permission: "employees:groups" },
  { to: "/evaluation", label: "Backtest", icon: IconHistory, permission: "training:read" },
  { to: "/recovery", label: "Recovery", icon: IconLifebuoy, permission: "recovery:read" },
  { to: "/users", label: "Users", icon: IconUserCog, permission: "users:read" },
] as const satisfies readonly { to: string; label: string; icon: typeof IconUsers; permission: Permission }[];
