import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useDocumentTitle } from "@/lib/document-title";

interface PageHeaderProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  above?: ReactNode;
}

/** The head of a page: what it is, what its numbers rest on, and what can be done. */
export function PageHeader({ title, description, actions, above }: PageHeaderProps) {
  useDocumentTitle(title);
  return (
    <Group justify="space-between" align="flex-end" gap="md" mb="lg" component="header">
      <Stack gap={4} maw="46rem">
        {above}
        <Title order={1} size="h2" lts="-0.015em">
          {title}
        </Title>
        {description ? (
          <Text c="dimmed" size="sm" component="div">
            {description}
          </Text>
        ) : null}
      </Stack>
      {actions ? <Group gap="sm">{actions}</Group> : null}
    </Group>
  );
}
