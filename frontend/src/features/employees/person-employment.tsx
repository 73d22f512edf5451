import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { formatDate, formatTenure, UNKNOWN } from "@/lib/format";
import type { EmployeeDetail } from "./api";
import { texts } from "./texts";

interface PersonEmploymentProps {
  employee: EmployeeDetail;
}

/** When the person came, how long they have been here, and how it ended. */
export function PersonEmployment({ employee }: PersonEmploymentProps) {
  const ended = employee.employments.find((employment) => employment.ended_on);
  const end = ended
    ? ([
        [texts.cause, ended.end_cause ?? UNKNOWN],
        [texts.reason, ended.end_reason ?? UNKNOWN],
      ] as const)
    : [];
  return (
    <Panel title={texts.factsTitle}>
      <Facts
        items={[
          [texts.status, employee.status === "active" ? texts.statusActive : texts.left],
          [texts.started, formatDate(employee.hired_on)],
          [texts.ended, employee.left_on ? formatDate(employee.left_on) : texts.ongoing],
          [texts.tenure, formatTenure(employee.tenure_months)],
          ...end,
        ]}
      />
    </Panel>
  );
}
