import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { SkeletonPage } from "@/components/skeletons";
import type { Permission } from "@/config/permissions";
import { meQuery } from "@/features/auth/api";
import { readSignInSearch } from "@/features/auth/search";
import { readPeopleSearch } from "@/features/employees/search";
import { readExplanationsSearch } from "@/features/explanations/search";
import { readOverviewSearch } from "@/features/predictions/search";
import { ApiProblem } from "@/lib/problem";
import { NotFoundPage, NotPermittedError, OuterErrorPage, RouteErrorPage } from "./error-pages";
import { Shell } from "./shell/shell";

interface RouterContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet, notFoundComponent: NotFoundPage });

async function requireSession(queryClient: QueryClient, href: string) {
  try {
    return await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    throw redirect({ to: "/auth/sign-in", search: href === "/" ? {} : { next: href } });
  }
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/auth/sign-in",
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import("@/features/auth/sign-in-page"), "SignInPage"),
});

const password = createRoute({
  getParentRoute: () => root,
  path: "/auth/password",
  errorComponent: OuterErrorPage,
  beforeLoad: ({ context, location }) => requireSession(context.queryClient, location.href),
  component: lazyRouteComponent(() => import("@/features/auth/password-page"), "PasswordPage"),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  errorComponent: OuterErrorPage,
  beforeLoad: async ({ context, location }) => {
    const me = await requireSession(context.queryClient, location.href);
    if (me.must_change_password) throw redirect({ to: "/auth/password" });
    return { permissions: me.permissions };
  },
});

function permit(permission: Permission) {
  return ({ context }: { context: { permissions: readonly string[] } }) => {
    if (!context.permissions.includes(permission)) throw new NotPermittedError(permission);
  };
}

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/predictions" });
  },
});

const overview = createRoute({
  getParentRoute: () => shell,
  path: "/predictions",
  validateSearch: readOverviewSearch,
  beforeLoad: permit("employees:groups"),
  component: lazyRouteComponent(() => import("@/features/predictions/overview-page"), "OverviewPage"),
});

const people = createRoute({
  getParentRoute: () => shell,
  path: "/employees",
  validateSearch: readPeopleSearch,
  beforeLoad: permit("employees:read"),
  component: lazyRouteComponent(() => import("@/features/employees/people-page"), "PeoplePage"),
});

const person = createRoute({
  getParentRoute: () => shell,
  path: "/employees/$employeeId",
  beforeLoad: permit("employees:read"),
  component: lazyRouteComponent(() => import("@/features/employees/person-page"), "PersonPage"),
});

const datasets = createRoute({
  getParentRoute: () => shell,
  path: "/datasets",
  beforeLoad: permit("datasets:read"),
  component: lazyRouteComponent(() => import("@/features/datasets/datasets-page"), "DatasetsPage"),
});

const dataset = createRoute({
  getParentRoute: () => shell,
  path: "/datasets/$datasetId",
  beforeLoad: permit("datasets:read"),
  component: lazyRouteComponent(() => import("@/features/datasets/dataset-page"), "DatasetPage"),
});

const models = createRoute({
  getParentRoute: () => shell,
  path: "/models",
  beforeLoad: permit("training:read"),
  component: lazyRouteComponent(() => import("@/features/training/models-page"), "ModelsPage"),
});

const model = createRoute({
  getParentRoute: () => shell,
  path: "/models/$modelVersionId",
  beforeLoad: permit("training:read"),
  component: lazyRouteComponent(() => import("@/features/training/model-page"), "ModelPage"),
});

const evaluation = createRoute({
  getParentRoute: () => shell,
  path: "/evaluation",
  beforeLoad: permit("training:read"),
  component: lazyRouteComponent(() => import("@/features/evaluation/backtest-page"), "BacktestPage"),
});

const explanations = createRoute({
  getParentRoute: () => shell,
  path: "/explanations",
  validateSearch: readExplanationsSearch,
  beforeLoad: permit("employees:groups"),
  component: lazyRouteComponent(() => import("@/features/explanations/explanations-page"), "ExplanationsPage"),
});

const recovery = createRoute({
  getParentRoute: () => shell,
  path: "/recovery",
  beforeLoad: permit("recovery:read"),
  component: lazyRouteComponent(() => import("@/features/recovery/recovery-page"), "RecoveryPage"),
});

const users = createRoute({
  getParentRoute: () => shell,
  path: "/users",
  beforeLoad: permit("users:read"),
  component: lazyRouteComponent(() => import("@/features/users/users-page"), "UsersPage"),
});

const pages = [home, overview, people, person, datasets, dataset, models, model, explanations, evaluation, recovery, users];
const routeTree = root.addChildren([signIn, password, shell.addChildren(pages)]);

/** The pages and their addresses. An address names the feature's folder; /models is training. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: false,
    scrollRestoration: true,
    // Another view of a list begins at its start; going back finds the place where one was.
    scrollToTopSelectors: ["[data-starts-at-top]"],
    defaultPendingComponent: SkeletonPage,
    defaultErrorComponent: RouteErrorPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}
