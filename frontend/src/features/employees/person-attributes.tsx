import { Text } from "@mantine/core";
import { Panel } from "@/components/panel";
import { formatDate, formatLabel, formatValue } from "@/lib/format";
import type { EmployeeDetail } from "./api";
import { mostCommon } from "./most-common";
import classes from "./person.module.css";
import { texts } from "./texts";

type Attribute = EmployeeDetail["attributes"][number];

interface PersonAttributesProps {
  attributes: readonly Attribute[];
}

/** The latest known attributes of a person; a date stands only where it is not that of most others. */
export function PersonAttributes({ attributes }: PersonAttributesProps) {
  const usual = mostCommon(attributes.map((attribute) => attribute.effective_on));
  return (
    <Panel title={texts.attributesTitle} description={usual ? texts.attributesHint(formatDate(usual)) : null}>
      {attributes.length === 0 ? (
        <Text size="sm">{texts.attributesEmpty}</Text>
      ) : (
        <dl className={classes.attributes}>
          {attributes.map((attribute) => (
            <AttributeLine key={attribute.name} attribute={attribute} usual={usual} />
          ))}
        </dl>
      )}
    </Panel>
  );
}

function AttributeLine({ attribute, usual }: { attribute: Attribute; usual: string | null }) {
  return (
    <div className={classes.attribute}>
      <dt>{formatLabel(attribute.label)}</dt>
      <dd>
        {formatValue(attribute.value, attribute.kind)}
        {attribute.effective_on === usual ? null : (
          <Text size="xs" c="dimmed">
            {texts.asOf(formatDate(attribute.effective_on))}
          </Text>
        )}
      </dd>
    </div>
  );
}
