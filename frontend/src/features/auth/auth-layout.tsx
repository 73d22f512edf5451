import { Box, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Brand } from "@/components/brand";
import classes from "./auth-layout.module.css";

interface AuthLayoutProps {
  title: string;
  description: string;
  children: ReactNode;
}

/** The quiet page around the forms that stand before the product. */
export function AuthLayout({ title, description, children }: AuthLayoutProps) {
  return (
    <Box component="main" className={classes.page}>
      <Stack gap="xl" className={classes.column}>
        <Brand />
        <Paper className={classes.card} p={{ base: "lg", sm: "xl" }} radius="lg">
          <Title order={1} size="h3" mb={4}>
            {title}
          </Title>
          <Text c="dimmed" size="sm" mb="lg">
            {description}
          </Text>
          {children}
        </Paper>
      </Stack>
    </Box>
  );
}
