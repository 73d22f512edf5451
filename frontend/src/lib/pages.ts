import type { InfiniteData } from "@tanstack/react-query";

/** What the API answers for one page of a list. */
export interface ListPage<Item> {
  items: Item[];
  total: number;
  next_cursor?: string | null;
}

/** A list as far as it has been read. */
export interface ReadList<Item> {
  items: Item[];
  total: number;
}

/** The pages of a list as one; for `select` of an infinite query. */
export function joinPages<Item>({ pages }: InfiniteData<ListPage<Item>, string>): ReadList<Item> {
  return { items: pages.flatMap((page) => page.items), total: pages.at(-1)?.total ?? 0 };
}

/** Where the next page begins; for an infinite query that starts at the empty cursor. */
export function cursorAfter(page: ListPage<unknown>): string | null {
  return page.next_cursor ?? null;
}
