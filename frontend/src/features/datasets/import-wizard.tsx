import { Stack, Stepper, Title } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Dataset } from "./api";
import { CheckStep } from "./check-step";
import { FinishedImport } from "./finished-import";
import { MappingStep } from "./mapping-step";
import { texts } from "./texts";

const STEPS = [
  { label: texts.stepMap, description: texts.stepMapHint },
  { label: texts.stepCheck, description: texts.stepCheckHint },
  { label: texts.stepCommit, description: texts.stepCommitHint },
];

interface ImportWizardProps {
  dataset: Dataset;
}

/** The steps of an import. The server knows where it stands, so a reload or another browser goes on there. */
export function ImportWizard({ dataset }: ImportWizardProps) {
  const isOpen = dataset.status === "uploaded" || dataset.status === "checked";
  const [isMapping, setMapping] = useState(dataset.status === "uploaded");
  const active = isOpen ? (isMapping ? 0 : 1) : STEPS.length;
  return (
    <Stack gap="lg">
      <Stepper active={active} size="sm" iconSize={34}>
        {STEPS.map(({ label, description }, place) => (
          <Stepper.Step
            key={label}
            label={label}
            description={description}
            aria-current={place === active ? "step" : undefined}
          />
        ))}
      </Stepper>
      <StepHeading active={active} />
      {isOpen && isMapping ? <MappingStep dataset={dataset} onConfirmed={() => setMapping(false)} /> : null}
      {isOpen && !isMapping ? <CheckStep dataset={dataset} onChangeMapping={() => setMapping(true)} /> : null}
      {isOpen ? null : <FinishedImport dataset={dataset} />}
    </Stack>
  );
}

/** Names the step for those who do not see the picture above; it takes the focus when the step has changed. */
function StepHeading({ active }: { active: number }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(active);
  useEffect(() => {
    if (shown.current === active) return;
    shown.current = active;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  }, [active]);
  return (
    <Title order={2} ref={heading} tabIndex={-1} className="visually-hidden">
      {STEPS[active] ? texts.stepName(active + 1, STEPS.length, STEPS[active].label) : texts.stepsDone}
    </Title>
  );
}
