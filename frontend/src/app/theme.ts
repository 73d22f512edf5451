import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";
import { texts } from "@/components/texts";

const brand: MantineColorsTuple = [
  "#ecf6f9", "#d9ebf0", "#b1d5e0", "#86bfd0", "#63acc2", "#4ca0ba", "#3a8ba6", "#1f6f89", "#135a71", "#07465a",
];

const dark: MantineColorsTuple = [
  "#d5dce1", "#b6c0c7", "#94a1aa", "#6b7983", "#3f4b54", "#333e46", "#252e35", "#1a2127", "#141a1f", "#0e1317",
];

export const theme = createTheme({
  primaryColor: "brand",
  primaryShade: { light: 8, dark: 7 },
  colors: { brand, dark },
  autoContrast: true,
  luminanceThreshold: 0.3,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: "600" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { withArrow: true, openDelay: 200, events: { hover: true, focus: true, touch: true } } },
    // The first item takes the focus, not an empty element that a menu may not hold.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { closeButtonProps: { "aria-label": texts.close } } },
    Notification: { defaultProps: { closeButtonProps: { "aria-label": texts.close } } },
    Table: { defaultProps: { verticalSpacing: "xs", horizontalSpacing: "md" } },
  },
});

/** Mantine's own greys fall short of the contrast of WCAG AA on our surfaces; these do not. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f5f7f8",
    "--mantine-color-text": "#17242b",
    "--mantine-color-dimmed": "#54636c",
    "--mantine-color-error": "#b42318",
    "--mantine-color-placeholder": "#66747d",
    "--mantine-color-anchor": "#135a71",
    "--cv-surface": "#ffffff",
    "--cv-surface-raised": "#f1f5f6",
    "--cv-border": "#dde4e8",
    "--cv-low": "#4f6b77",
    "--cv-raised": "#925a00",
    "--cv-high": "#c2410c",
    "--cv-very-high": "#a1123b",
    "--cv-up": "#b4441a",
    "--cv-down": "#1f6f89",
    "--cv-line": "#135a71",
    "--cv-band": "#86bfd0",
  },
  dark: {
    "--mantine-color-body": "#12181c",
    "--mantine-color-text": "#e3e9ed",
    "--mantine-color-dimmed": "#a0adb6",
    "--mantine-color-error": "#ff9a8f",
    "--mantine-color-placeholder": "#8b98a1",
    "--mantine-color-anchor": "#8ccadd",
    "--cv-surface": "#1a2127",
    "--cv-surface-raised": "#222b32",
    "--cv-border": "#2e3941",
    "--cv-low": "#9fb3bd",
    "--cv-raised": "#f0b651",
    "--cv-high": "#fb9662",
    "--cv-very-high": "#ff7d9c",
    "--cv-up": "#fb9662",
    "--cv-down": "#7cc4da",
    "--cv-line": "#7cc4da",
    "--cv-band": "#3a8ba6",
  },
});
