import { Text } from "@mantine/core";
import { texts } from "./texts";

/** Stands where a number would speak of fewer than five people. */
export function Suppressed() {
  return (
    <Text span c="dimmed" size="sm" style={{ whiteSpace: "nowrap" }}>
      {texts.suppressed}
    </Text>
  );
}
