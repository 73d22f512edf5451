import { DataTable } from "@/components/data-table";
import { Panel } from "@/components/panel";
import { formatMeasure } from "@/lib/format";
import type { Candidate } from "./metrics";
import { texts } from "./texts";

interface CandidatesTableProps {
  candidates: readonly Candidate[];
}

/** The models that competed, on the same validation. */
export function CandidatesTable({ candidates }: CandidatesTableProps) {
  return (
    <Panel title={texts.candidatesTitle} description={texts.candidatesHint} flush>
      <DataTable
        label={texts.candidatesTitle}
        rows={candidates}
        rowKey={(candidate) => candidate.name}
        minWidth={340}
        columns={[
          { name: "name", header: texts.candidate, cell: (candidate) => candidate.name },
          {
            name: "logLoss",
            header: texts.logLoss,
            align: "right",
            cell: (candidate) => formatMeasure(candidate.log_loss, 4),
          },
          { name: "auc", header: texts.auc, align: "right", cell: (candidate) => formatMeasure(candidate.auc, 3) },
        ]}
      />
    </Panel>
  );
}
