import { SimpleGrid, Skeleton, Stack } from "@mantine/core";

interface RowsProps {
  count: number;
}

/** Grey lines where a table or text will stand. */
export function SkeletonRows({ count }: RowsProps) {
  return (
    <Stack gap="sm" p="md">
      {Array.from({ length: count }, (_, row) => (
        <Skeleton key={row} height={16} width={`${96 - ((row * 13) % 34)}%`} />
      ))}
    </Stack>
  );
}

/** Grey cards where panels will stand. */
export function SkeletonCards({ count }: RowsProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
      {Array.from({ length: count }, (_, card) => (
        <Skeleton key={card} height={132} radius="lg" />
      ))}
    </SimpleGrid>
  );
}

/** A whole page on its way. */
export function SkeletonPage() {
  return (
    <Stack gap="lg">
      <SkeletonCards count={4} />
      <Skeleton height={320} radius="lg" />
    </Stack>
  );
}
