import { Avatar, Box, Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconKey, IconLogout, IconSelector } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { texts } from "@/components/texts";
import { useMe } from "@/features/auth/api";
import { useLeave } from "@/features/auth/use-leave";
import classes from "./shell.module.css";

/** Who is signed in, and what they can do with their own account and view. */
export function AccountMenu() {
  const me = useMe();
  const { leave } = useLeave();
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

const SCHEMES = [
  ["light", texts.light],
  ["dark", texts.dark],
  ["auto", texts.system],
] as const;

function ColourScheme() {
  const id = useId();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div role="group" aria-labelledby={id}>
      <Menu.Label id={id}>{texts.colourScheme}</Menu.Label>
      {SCHEMES.map(([scheme, word]) => (
        <Menu.RadioItem
          key={scheme}
          value={scheme}
          checked={colorScheme === scheme}
          onChange={() => setColorScheme(scheme)}
          closeMenuOnClick={false}
        >
          {word}
        </Menu.RadioItem>
      ))}
    </div>
  );
}
