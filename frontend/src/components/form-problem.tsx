import { Text } from "@mantine/core";
import { toProblem } from "@/lib/problem";
import { Notice } from "./notice";
import { texts } from "./texts";

interface FormProblemProps {
  error: unknown;
}

/** Why the server refused what was sent; nothing while there is no error. */
export function FormProblem({ error }: FormProblemProps) {
  if (!error) return null;
  const problem = toProblem(error);
  return (
    <Notice tone="error">
      {problem.message}
      {problem.requestId && problem.status >= 500 ? (
        <Text size="xs" c="dimmed" mt={4}>
          {texts.requestId(problem.requestId)}
        </Text>
      ) : null}
    </Notice>
  );
}
