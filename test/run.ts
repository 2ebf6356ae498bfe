import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failures } from "./failures.ts";

/** Runs tap and ends with the line `N passed, N failed`. Arguments go to tap: files, `--grep=…` and so on. */
const folder = await mkdtemp(join(tmpdir(), "courant-tap-"));
const output = join(folder, "output.tap");
const tap = spawn("tap", ["run", "--reporter=terse", `--output-file=${output}`, ...process.argv.slice(2)], {
  stdio: "inherit",
});
const code = await new Promise<number>((resolve) => tap.on("close", (status) => resolve(status ?? 1)));
const report = await readFile(output, "utf8").catch(() => "");
await rm(folder, { recursive: true });

const totals = report.match(/^# \{ total: .*\}$/m)?.[0] ?? "";
const count = (name: string) => Number(totals.match(new RegExp(`\\b${name}: (\\d+)`))?.[1] ?? 0);
const skipped = count("skip") + count("todo");
const failed = failures(report);
// On lines of their own: tap ends with an escape sequence and no line break.
const reasons = new Set([...report.matchAll(/ # (?:SKIP|TODO) (.*)$/gim)].map(([, reason]) => reason));
if (skipped > 0) console.log(`\n${skipped} skipped:\n${[...reasons].map((reason) => `  ${reason}`).join("\n")}`);
if (failed.length > 0)
  console.log(`\n${failed.length} failed:\n${failed.map((failure) => `\n  ${failure}`).join("\n")}`);
console.log(`\n${count("pass")} passed, ${count("fail")} failed`);
process.exitCode = code === 0 && count("total") === 0 ? 1 : code;
