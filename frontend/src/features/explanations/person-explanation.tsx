import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { ContributionList } from "@/components/contribution-list";
import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { QueryView } from "@/components/query-view";
import { formatNumber } from "@/lib/format";
import { usePersonExplanation } from "./api";
import { texts } from "./texts";

interface PersonExplanationProps {
  employeeId: number;
}

/** Every contribution to one person's score; read when it is asked for, and recorded then. */
export function PersonExplanation({ employeeId }: PersonExplanationProps) {
  const [isOpen, setIsOpen] = useState(false);
  const explanation = usePersonExplanation(employeeId, isOpen);
  const toggle = (
    <Button variant="default" size="compact-sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
      {isOpen ? texts.hide : texts.show}
    </Button>
  );
  return (
    <Panel title={texts.personTitle} description={texts.personHint} actions={toggle}>
      {isOpen ? (
        <QueryView query={explanation} skeleton={<Skeleton height={240} />}>
          {(data) => (
            <Stack gap="md">
              <Facts
                items={[
                  [texts.base, formatNumber(data.base, 3)],
                  [texts.score, <data key="score" value={data.score}>{formatNumber(data.score, 3)}</data>],
                ]}
              />
              <ContributionList rows={data.contributions} />
            </Stack>
          )}
        </QueryView>
      ) : null}
      <Text size="xs" c="dimmed" mt={isOpen ? "md" : 0}>
        {texts.scale}
      </Text>
    </Panel>
  );
}
