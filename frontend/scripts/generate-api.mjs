// Writes src/api/schema.d.ts from the backend's OpenAPI document; with --check it only compares.
// The document comes from `python -m churnvision.web.openapi`, or from a file given as argument.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";

const frontend = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(frontend, "src", "api", "schema.d.ts");
const options = process.argv.slice(2);
const file = options.find((option) => !option.startsWith("--"));

function pythonProgram() {
  const local = join(frontend, "..", ".venv", "bin", "python");
  return process.env.PYTHON ?? (existsSync(local) ? local : "python3");
}

function readDocument() {
  if (file) return JSON.parse(readFileSync(file, "utf8"));
  const root = join(frontend, "..");
  const text = execFileSync(pythonProgram(), ["-m", "churnvision.web.openapi"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PYTHONPATH: join(root, "src") },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(text);
}

const header = "// Generated from the API's OpenAPI document by `npm run api`. Do not edit.\n";
const schema = header + astToString(await openapiTypescript(readDocument(), { defaultNonNullable: false }));

if (options.includes("--check")) {
  if (!existsSync(target) || readFileSync(target, "utf8") !== schema) {
    process.stderr.write("src/api/schema.d.ts is out of date: run `npm run api` and commit the file.\n");
    process.exit(1);
  }
} else {
  writeFileSync(target, schema);
}
