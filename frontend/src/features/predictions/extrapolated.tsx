import { Badge, Tooltip } from "@mantine/core";
import { texts } from "./texts";

/** Marks a horizon that the data do not resolve. */
export function Extrapolated() {
  return (
    <Tooltip label={texts.extrapolatedHint} multiline w={260}>
      <Badge variant="default" size="sm" tt="none" fw={500} tabIndex={0}>
        {texts.extrapolated}
      </Badge>
    </Tooltip>
  );
}
