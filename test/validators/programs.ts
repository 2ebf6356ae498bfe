import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Complaint } from "./complaint.ts";

/** A validator that is a program of its own: it says what is wrong with what stands at addresses. */
export type Program = {
  name: string;
  /** Why it cannot run here, and what to do about that. */
  missing: string | undefined;
  check(urls: readonly string[]): Promise<Complaint[]>;
};

type Judged = { url: string; events: { level: Complaint["level"]; name: string; message: string }[] };

const checkout = process.env.W3C_FEED_VALIDATOR;
const python = process.env.PYTHON ?? "/usr/bin/python3";

const runs = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

/** github.com/w3c/feedvalidator, which no package has: errors, warnings and notes about RSS, Atom and OPML. */
export const w3c: Program = {
  name: "W3C feed validator",
  missing: missingW3c(),
  check: (urls) => judge("W3C feed validator", "w3c.py", [checkout ?? ""], urls),
};

/** The parser that most feed readers are built on. */
export const expat: Program = {
  name: "expat",
  missing: runs(python, "-c", "import xml.parsers.expat") ? undefined : `there is no ${python}; PYTHON names another`,
  check: (urls) => judge("expat", "expat.py", [], urls),
};

/** Debian's `jing`: a second judge beside libxml2 of the schema of RFC 4287. */
export const jing: Program = {
  name: "jing",
  missing: runs("sh", "-c", "command -v jing") ? undefined : "apt-get install jing brings it",
  async check(urls) {
    if (urls.length === 0) return [];
    const output = await run("jing", ["-c", join(import.meta.dirname, "atom.rnc"), ...urls]);
    return output
      .split("\n")
      .filter((line) => line !== "")
      .map((message) => ({
        validator: "jing",
        url: message.split(":").slice(0, 3).join(":"),
        level: "error",
        name: "jing",
        message,
      }));
  },
};

function missingW3c(): string | undefined {
  const how = "git clone https://github.com/w3c/feedvalidator, and set W3C_FEED_VALIDATOR to its folder";
  if (!checkout) return how;
  if (!runs(python, "-c", `import sys; sys.path.insert(0, sys.argv[1] + "/src"); import feedvalidator`, checkout)) {
    return `${python} cannot import it from ${checkout}: apt-get install python3-html5lib python3-lxml, or ${how}`;
  }
  return undefined;
}

async function judge(validator: string, script: string, args: string[], urls: readonly string[]): Promise<Complaint[]> {
  const output = await run(python, [join(import.meta.dirname, script), ...args], `${urls.join("\n")}\n`);
  const judged = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Judged);
  if (judged.length !== urls.length)
    throw new Error(`${validator} judged ${judged.length} of ${urls.length} documents`);
  return judged.flatMap(({ url, events }) => events.map((event) => ({ validator, url, ...event })));
}

/** Returns the output of a program. It may end with any status: jing ends with 1 when it found something. */
async function run(command: string, args: string[], input = ""): Promise<string> {
  const program = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  program.stdin.end(input);
  const [output, problems, status] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    new Promise<number | null>((resolve, reject) => program.on("close", resolve).on("error", reject)),
  ]);
  if (status !== 0 && output === "") throw new Error(`${command} ended with ${status}: ${problems}`);
  return output;
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
