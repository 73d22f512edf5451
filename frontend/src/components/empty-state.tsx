import { Stack, Text, ThemeIcon } from "@mantine/core";
import type { IconProps } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";
import { StateTitle } from "./state-title";

interface EmptyStateProps {
  icon: ComponentType<IconProps>;
  title: string;
  hint: string;
  action?: ReactNode;
  /** Whether it stands for the whole page and so carries the page's heading. */
  isPage?: boolean;
}

/** Nothing there yet: says why and what to do next. */
export function EmptyState({ icon: Icon, title, hint, action, isPage = false }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon variant="light" size={52} radius="xl" aria-hidden>
        <Icon size={26} stroke={1.6} />
      </ThemeIcon>
      <StateTitle isPage={isPage}>{title}</StateTitle>
      <Text c="dimmed" size="sm" maw="30rem">
        {hint}
      </Text>
      {action}
    </Stack>
  );
}
