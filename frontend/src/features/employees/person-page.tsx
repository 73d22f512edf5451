import { Anchor, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { PageHeader } from "@/components/page-header";
import { QueryView } from "@/components/query-view";
import { useMay } from "@/features/auth/api";
import { PersonExplanation } from "@/features/explanations/person-explanation";
import { PersonNeighbours } from "@/features/explanations/person-neighbours";
import { PersonSensitivity } from "@/features/explanations/person-sensitivity";
import { PersonForecast } from "@/features/predictions/person-forecast";
import { formatDate } from "@/lib/format";
import { type EmployeeDetail, useEmployee } from "./api";
import { PersonAttributes } from "./person-attributes";
import { PersonEmployment } from "./person-employment";
import { PersonHistory } from "./person-history";
import { PersonBand } from "./person-band";
import classes from "./person.module.css";
import { texts } from "./texts";

const back = (
  <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/employees" />}>
    <Group gap={4} component="span" display="inline-flex">
      <IconChevronLeft size={15} aria-hidden />
      {texts.back}
    </Group>
  </Anchor>
);

const toPeople = (
  <Button component={Link} to="/employees" variant="default" mt="xs">
    {texts.toPeople}
  </Button>
);

export function PersonPage() {
  const { employeeId } = useParams({ from: "/shell/employees/$employeeId" });
  const id = /^\d{1,15}$/.test(employeeId) ? Number(employeeId) : null;
  if (id === null) return <PageHeader title={texts.badId} above={back} />;
  return <Person key={id} id={id} />;
}

function Person({ id }: { id: number }) {
  const employee = useEmployee(id);
  const seesForecast = useMay("predictions:read");
  return (
    <QueryView isPage query={employee} skeleton={<PersonSkeleton />} wayOut={toPeople}>
      {(data) => (
        <>
          <PageHeader
            title={data.full_name ?? data.employee_number}
            above={back}
            description={describe(data)}
            actions={data.forecast ? <PersonBand forecast={data.forecast} /> : null}
          />
          <Stack gap="lg">
            {seesForecast ? <PersonForecast employeeId={id} /> : null}
            {seesForecast && data.forecast ? (
              <>
                <PersonExplanation employeeId={id} />
                <PersonNeighbours employeeId={id} />
                <PersonSensitivity employeeId={id} />
              </>
            ) : null}
            <div className={classes.pair}>
              <PersonAttributes attributes={data.attributes} />
              <Stack gap="lg">
                <PersonEmployment employee={data} />
                <PersonHistory employeeId={id} />
              </Stack>
            </div>
          </Stack>
        </>
      )}
    </QueryView>
  );
}

function describe(employee: EmployeeDetail) {
  const parts = [
    employee.full_name ? employee.employee_number : null,
    employee.job_title,
    employee.org_unit_path?.replaceAll("/", " / "),
    employee.location,
  ].filter(Boolean);
  return (
    <>
      {parts.join(" · ")}
      {employee.left_on ? (
        <Text span fw={600} size="sm" c="var(--mantine-color-text)">
          {" "}
          · {texts.statusLeft(formatDate(employee.left_on))}
        </Text>
      ) : null}
    </>
  );
}

function PersonSkeleton() {
  return (
    <Stack gap="lg">
      <Skeleton height={28} width={260} />
      <Skeleton height={180} radius="lg" />
      <Skeleton height={340} radius="lg" />
    </Stack>
  );
}
