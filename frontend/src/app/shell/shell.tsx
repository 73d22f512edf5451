import { AppShell, Burger, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet } from "@tanstack/react-router";
import { useRef } from "react";
import { flushSync } from "react-dom";
import { Brand } from "@/components/brand";
import { texts } from "@/components/texts";
import { AccountMenu } from "./account-menu";
import { Navigation } from "./navigation";
import classes from "./shell.module.css";

/** The frame around every page of a signed-in user. */
export function Shell() {
  const [opened, menu] = useDisclosure(false);
  const openButton = useRef<HTMLButtonElement>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  const open = () => {
    // At once, as what is hidden cannot take the focus.
    flushSync(menu.open);
    closeButton.current?.focus();
  };
  const close = () => {
    menu.close();
    openButton.current?.focus();
  };
  return (
    <AppShell
      layout="alt"
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 236, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding={0}
    >
      <a href="#content" className={classes.skip}>
        {texts.skip}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.header}>
        <Group h="100%" px="md" justify="space-between">
          <Brand />
          <Burger ref={openButton} opened={opened} onClick={open} size="sm" aria-label={texts.openMenu} aria-expanded={opened} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar
        aria-label={texts.navigation}
        className={classes.navbar}
        data-opened={opened || undefined}
        p="md"
        onKeyDown={(event) => {
          if (event.key === "Escape" && opened && !event.defaultPrevented) close();
        }}
      >
        <Group justify="space-between" mb="lg" px={6}>
          <Brand />
          <Burger ref={closeButton} opened onClick={close} size="sm" hiddenFrom="sm" aria-label={texts.closeMenu} />
        </Group>
        <Navigation onNavigate={menu.close} />
        <AccountMenu />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <div className={classes.page}>
          <Outlet />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
