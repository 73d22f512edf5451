import { Notice } from "@/components/notice";
import { formatDatesIn } from "@/lib/format";

interface WarningsProps {
  title: string;
  warnings: readonly string[];
}

/** What the server says one must mind; nothing where it says nothing. */
export function Warnings({ title, warnings }: WarningsProps) {
  if (warnings.length === 0) return null;
  return (
    <Notice tone="info" title={title}>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{formatDatesIn(warning)}</li>
        ))}
      </ul>
    </Notice>
  );
}
