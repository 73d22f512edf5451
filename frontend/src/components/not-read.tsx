import { Button } from "@mantine/core";
import { Notice } from "./notice";
import { texts } from "./texts";

interface NotReadProps {
  sentence: string;
  retry: () => void;
}

/** Something that a control needs could not be read: says so in its place, and tries again. */
export function NotRead({ sentence, retry }: NotReadProps) {
  const again = (
    <Button variant="default" size="compact-sm" onClick={retry}>
      {texts.retry}
    </Button>
  );
  return (
    <Notice tone="error" action={again}>
      {sentence}
    </Notice>
  );
}
