import { Avatar, Box, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconKey, IconLogout, IconSelector } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { texts } from "@/components/texts";
import { useMe, useSignOut } from "@/features/auth/api";
import classes from "./shell.module.css";

/** Who is signed in, and what they can do with their own account and view. */
export function AccountMenu() {
  const me = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const leave = () => signOut.mutate(undefined, { onSuccess: () => void navigate({ to: "/auth/sign-in" }) });
  const name = me.display_name ?? me.username;
  return (
    <Menu width={220} position="top-start" shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <Avatar name={name} color="brand" size={34} radius="xl" aria-hidden />
          <Box flex={1} miw={0}>
            <Text size="sm" fw={500} truncate>
              <span className="visually-hidden">{texts.account}: </span>
              {name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {me.roles.map((role) => role.replaceAll("_", " ")).join(", ")}
            </Text>
          </Box>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{texts.colourScheme}</Menu.Label>
        <ColourScheme />
        <Menu.Divider />
        <Menu.Item component={Link} to="/auth/password" leftSection={<IconKey size={16} aria-hidden />}>
          {texts.changePassword}
        </Menu.Item>
        <Menu.Item onClick={leave} leftSection={<IconLogout size={16} aria-hidden />}>
          {texts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ColourScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = (value: string) => {
    if (value === "light" || value === "dark" || value === "auto") setColorScheme(value);
  };
  return (
    <Box px="xs" pb="xs">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={texts.colourScheme}
        value={colorScheme}
        onChange={choose}
        data={[
          { value: "light", label: texts.light },
          { value: "dark", label: texts.dark },
          { value: "auto", label: texts.system },
        ]}
      />
    </Box>
  );
}
