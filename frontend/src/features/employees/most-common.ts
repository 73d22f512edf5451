/** The value that stands most often; the first of them where several do, null where there is none. */
export function mostCommon(values: readonly string[]): string | null {
  const times = new Map<string, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const [first] = [...times].toSorted(([, a], [, b]) => b - a);
  return first?.[0] ?? null;
}
