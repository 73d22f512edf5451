import { Group, Text } from "@mantine/core";

/** The product's mark and name. */
export function Brand() {
  return (
    <Group gap={10} wrap="nowrap">
      <img src="/favicon.svg" alt="" width={28} height={28} />
      <Text fw={650} fz="lg" lts="-0.01em">
        ChurnVision
      </Text>
    </Group>
  );
}
