import { Button, Group, Text } from "@mantine/core";
import { FormProblem } from "./form-problem";
import { texts } from "./texts";

interface LoadMoreProps {
  shown: number;
  total: number;
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError: boolean;
    error: unknown;
    fetchNextPage: () => unknown;
  };
}

/** How much of a long list is shown, and the rest on demand; nothing where all is shown. */
export function LoadMore({ shown, total, list }: LoadMoreProps) {
  if (!list.hasNextPage || shown >= total) return null;
  return (
    <>
      <Group p="md" gap="sm" justify="space-between">
        <Text size="sm" c="dimmed" role="status">
          {texts.shownOf(shown, total)}
        </Text>
        <Button
          variant="default"
          size="compact-md"
          onClick={() => void list.fetchNextPage()}
          loading={list.isFetchingNextPage}
        >
          {texts.loadMore}
        </Button>
      </Group>
      <FormProblem error={list.isFetchNextPageError ? list.error : null} />
    </>
  );
}
