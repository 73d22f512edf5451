import { Box, Button } from "@mantine/core";
import type { ReactNode } from "react";
import { formatMoment } from "@/lib/format";
import { toProblem } from "@/lib/problem";
import { ErrorState } from "./error-state";
import { Notice } from "./notice";
import { texts } from "./texts";

/** What a view needs of a query, also of one with several pages. */
interface Reading<Data> {
  data: Data | undefined;
  isError: boolean;
  error: unknown;
  dataUpdatedAt: number;
  refetch: () => unknown;
  /** Whether only a further page failed; the list says so at its end. */
  isFetchNextPageError?: boolean;
}

interface QueryViewProps<Data> {
  query: Reading<Data>;
  skeleton: ReactNode;
  /** Whether the page's heading comes with the data, so that a failure must bring its own. */
  isPage?: boolean;
  /** The way on where the server knows no such thing: trying again would not help. */
  wayOut?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** The four states of something read from the server: loading, failed, stale (the last refresh failed), there. */
export function QueryView<Data>({ query, skeleton, isPage = false, wayOut, children }: QueryViewProps<Data>) {
  const retry = () => void query.refetch();
  if (query.data === undefined) {
    if (query.isError) return <ErrorState error={query.error} retry={retry} isPage={isPage} wayOut={wayOut} />;
    return (
      <div role="status" aria-label={texts.loading}>
        {skeleton}
      </div>
    );
  }
  return (
    <>
      {query.isError && !query.isFetchNextPageError ? <StaleNotice readAt={query.dataUpdatedAt} error={query.error} retry={retry} /> : null}
      {children(query.data)}
    </>
  );
}

interface StaleNoticeProps {
  readAt: number;
  error: unknown;
  retry: () => void;
}

/** What is shown could not be read again. */
export function StaleNotice({ readAt, error, retry }: StaleNoticeProps) {
  const again = (
    <Button variant="default" size="compact-sm" onClick={retry}>
      {texts.retry}
    </Button>
  );
  return (
    <Box mb="md">
      <Notice tone="stale" action={again}>
        {texts.stale(formatMoment(readAt))} {toProblem(error).message}
      </Notice>
    </Box>
  );
}
