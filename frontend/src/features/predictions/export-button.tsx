import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useMay } from "@/features/auth/api";
import { toProblem } from "@/lib/problem";
import { saveFile } from "@/lib/save-file";
import { useExport } from "./api";
import { texts } from "./texts";

/** Downloads the forecasts of everybody in scope; shows only to those who may read them. */
export function ExportButton() {
  const mayRead = useMay("predictions:read");
  const file = useExport();
  if (!mayRead) return null;
  const start = () =>
    file.mutate(undefined, {
      onSuccess: (content) => saveFile(texts.exportFile, content, "text/csv"),
      onError: (error) => notifications.show({ color: "red", message: toProblem(error).message }),
    });
  return (
    <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={start} loading={file.isPending}>
      {texts.exportForecasts}
    </Button>
  );
}
