import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { countAssertions, failures } from "./failures.ts";
import { findTestFiles, groupTestFiles, type TestGroup } from "./files.ts";
import { memoryFolder } from "./memory-folder.ts";

/*
 * Runs test files, folders of them, or all, and ends with the line `N passed, N failed`. Slow tests run with `--all`, and
 * where a file is named. `--grep=TITLE` takes only tests with such a title, `--timeout=SECONDS` is the limit for a process,
 * `--jobs=N` how many run at a time, and `--snapshot` writes anew what is compared with files. `--again` runs processes that
 * failed once more, alone: a failure that does not come again is printed as such, and is a fault of the test or a race.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    again: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    grep: { type: "string" },
    jobs: { type: "string" },
    snapshot: { type: "boolean", default: false },
    timeout: { type: "string", default: process.env.TAP_TIMEOUT || "1800" },
  },
});

const names = positionals.length > 0 ? positionals : ["test"];
const isQuick = !values.all && !names.some((name) => name.endsWith(".ts"));
const root = join(import.meta.dirname, "..");
const temporaryFolder = isQuick ? memoryFolder() : undefined;
const env = {
  ...process.env,
  // Modules are compiled once for all processes, where the program itself keeps them.
  NODE_COMPILE_CACHE: join(root, "node_modules/.cache/courant"),
  TAP_TIMEOUT: values.timeout,
  ...(isQuick && { TESTS: "quick" }),
  ...(temporaryFolder !== undefined && { TMPDIR: temporaryFolder }),
  ...(values.grep !== undefined && { TAP_GREP: values.grep }),
  ...(values.snapshot && { TAP_SNAPSHOT: "1" }),
};

function filesOrExit(): string[] {
  try {
    return findTestFiles(names);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

type Outcome = { group: TestGroup; passed: number; failed: string[]; skipped: string[] };

/** Runs a group in a process. Its standard error goes to the terminal, and its report in TAP is read. */
async function runGroup(group: TestGroup): Promise<Outcome> {
  const { name, files } = group;
  const since = performance.now();
  const preload = `--import=${join(root, "test/properties.ts")}`;
  const programs = files.length === 1 ? files : [join(root, "test/room.ts"), name, ...files];
  const child = spawn(process.execPath, [preload, ...programs], { env, stdio: ["ignore", "pipe", "inherit"] });
  let report = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    report += chunk;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => resolve([code, signal]));
  });
  const { passed, skipped } = countAssertions(report);
  const failed = failures(report).map((failure) => `${name} > ${failure}`);
  if (code !== 0 && failed.length === 0) failed.push(`${files.join(" ")}\n    ${signal ?? `exit code ${code}`}`);
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${name}: ${passed} passed${failed.length > 0 ? `, ${failed.length} failed` : ""}, ${seconds} s`);
  return { group, passed, failed, skipped };
}

// A process that has loaded the service should test much of it.
const jobs = Number(values.jobs ?? 3);
const files = filesOrExit();
const filesPerProcess = isQuick ? 200 : 6;
// A folder of few files is tested in several processes too, so that its tests end soon.
const processes = Math.max(Math.ceil(files.length / filesPerProcess), Math.min(jobs, Math.ceil(files.length / 4)));
const waiting = groupTestFiles(files, processes);
const outcomes: Outcome[] = [];
async function work(): Promise<void> {
  for (let group = waiting.shift(); group; group = waiting.shift()) outcomes.push(await runGroup(group));
}
await Promise.all(Array.from({ length: jobs }, work));

const unrepeated: string[] = [];
for (const [index, { group, failed }] of outcomes.entries()) {
  if (!values.again || failed.length === 0) continue;
  const repeated = await runGroup(group);
  outcomes[index] = repeated;
  if (repeated.failed.length === 0) unrepeated.push(...failed);
}

const skipped = outcomes.flatMap(({ skipped }) => skipped);
const failed = outcomes.flatMap(({ failed }) => failed);
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const indented = (lines: Iterable<string>, space: string) => [...lines].map((line) => `${space}${line}`).join("\n");
if (skipped.length > 0) console.log(`\n${skipped.length} skipped:\n${indented(new Set(skipped), "  ")}`);
if (unrepeated.length > 0) {
  console.log(`\n${unrepeated.length} failed at first, and not again:\n${indented(unrepeated, "\n  ")}`);
}
if (failed.length > 0) console.log(`\n${failed.length} failed:\n${indented(failed, "\n  ")}`);
console.log(`\n${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 || passed === 0 ? 1 : 0;
