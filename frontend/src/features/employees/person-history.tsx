import { Text } from "@mantine/core";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { SkeletonRows } from "@/components/skeletons";
import { formatDate, formatLabel, formatValue } from "@/lib/format";
import { type EmployeeHistory, useEmployeeHistory } from "./api";
import classes from "./person.module.css";
import { texts } from "./texts";

interface PersonHistoryProps {
  employeeId: number;
}

/** What changed about a person, newest first. */
export function PersonHistory({ employeeId }: PersonHistoryProps) {
  const history = useEmployeeHistory(employeeId);
  return (
    <Panel title={texts.historyTitle} description={texts.historyHint}>
      <QueryView query={history} skeleton={<SkeletonRows count={4} />}>
        {(data) =>
          data.items.length === 0 ? (
            <Text size="sm">{texts.historyEmpty}</Text>
          ) : (
            <ol className={classes.history}>
              {data.items.map((entry) => (
                <Entry key={entry.effective_on} entry={entry} />
              ))}
            </ol>
          )
        }
      </QueryView>
    </Panel>
  );
}

function Entry({ entry }: { entry: EmployeeHistory["items"][number] }) {
  return (
    <li className={classes.entry}>
      <Text size="sm" fw={600}>
        {formatDate(entry.effective_on)}
      </Text>
      {entry.changes.map((change) => (
        <Text size="sm" key={change.name}>
          {formatLabel(change.label)}:{" "}
          {change.before === null || change.before === undefined ? (
            <Text span c="dimmed" size="sm">
              {texts.first}{" "}
            </Text>
          ) : (
            <>{formatValue(change.before)} → </>
          )}
          <Text span fw={500} size="sm">
            {formatValue(change.after)}
          </Text>
        </Text>
      ))}
    </li>
  );
}
