import { Text, Title } from "@mantine/core";

interface StateTitleProps {
  isPage: boolean;
  children: string;
}

/** The title of an empty or failed state: the page's heading where it stands for the whole page. */
export function StateTitle({ isPage, children }: StateTitleProps) {
  if (!isPage) {
    return (
      <Text fw={600} mt="xs">
        {children}
      </Text>
    );
  }
  return (
    <Title order={1} size="h4" mt="xs">
      {children}
    </Title>
  );
}
