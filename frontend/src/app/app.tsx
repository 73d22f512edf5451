import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { followSession } from "./follow-session";
import { createQueryClient } from "./query-client";
import { createAppRouter } from "./router";
import { resolveVariables, theme } from "./theme";

const queryClient = createQueryClient(() => {
  void router.navigate({ to: "/auth/sign-in", search: { next: router.state.location.href } });
});
const router = createAppRouter(queryClient);
followSession(queryClient, () => window.location.reload());

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
