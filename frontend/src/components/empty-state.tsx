import { Stack, Text, ThemeIcon, Title } from "@mantine/core";
import type { IconProps } from "@tabler/icons-react";
import type { ComponentType, ReactNode } from "react";

interface EmptyStateProps {
  icon: ComponentType<IconProps>;
  title: string;
  hint: string;
  action?: ReactNode;
}

/** Nothing there yet: says why and what to do next. */
export function EmptyState({ icon: Icon, title, hint, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <ThemeIcon variant="light" size={52} radius="xl" aria-hidden>
        <Icon size={26} stroke={1.6} />
      </ThemeIcon>
      <Title order={3} size="h5" mt="xs">
        {title}
      </Title>
      <Text c="dimmed" size="sm" maw="30rem">
        {hint}
      </Text>
      {action}
    </Stack>
  );
}
