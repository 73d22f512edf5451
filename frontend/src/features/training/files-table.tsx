import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { formatBytes } from "@/lib/format";
import type { ModelVersion } from "./api";
import { texts } from "./texts";
import classes from "./training.module.css";

/** The version's files and their hashes. */
export function FilesTable({ files }: { files: ModelVersion["files"] }) {
  return (
    <Panel title={texts.filesTitle} description={texts.filesHint} flush>
      <DataTable
        label={texts.filesTitle}
        rows={files}
        rowKey={(file) => file.name}
        minWidth={560}
        columns={[
          { name: "name", header: texts.file, cell: (file) => file.name },
          { name: "size", header: texts.size, align: "right", width: 110, cell: (file) => formatBytes(file.size_bytes) },
          { name: "hash", header: texts.hash, cell: (file) => <span className={classes.hash}>{file.sha256}</span> },
        ]}
      />
    </Panel>
  );
}
