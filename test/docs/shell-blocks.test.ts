import { execFile, spawnSync } from "node:child_process";
import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import tap, { type Test, test } from "tap";
import { type ProgramTree, programTree } from "../commands/program-tree.ts";
import { startPlace } from "../commands/start-place.ts";
import { isQuick, slowTest } from "../slow.ts";
import { type FencedBlock, fencedBlocks } from "./markdown.ts";
import { documentationPages, readRepositoryFile, repository } from "./repository.ts";

const blocks = documentationPages()
  .flatMap((page) => fencedBlocks(page, readRepositoryFile(page)))
  .filter(({ language }) => language === "sh");
const untested = blocks.filter(({ info }) => info.startsWith("no-test"));
const afterStop = blocks.filter(({ info }) => info === "after-stop");
const tested = blocks.filter(({ info }) => info === "");
/** In README.md stands what a first user types. The other pages take ten times as long. */
const isRun = ({ page }: FencedBlock) => !isQuick || page === "README.md";

const addressInPages = "127.0.0.1:8080";
/** The longest time that a block may take on a machine that does much else. */
const blockTimeoutMs = 120_000;

tap.setTimeout(600_000);

test("every sh block is one that bash can read, and says why it is not run", (t) => {
  t.equal(tested.length + afterStop.length + untested.length, blocks.length, "the words after sh are known");
  t.ok(untested.length < tested.length);
  // To start bash for each block takes seconds; all together they show that something is wrong, but not always where.
  const together = { page: "all pages", line: 1, text: blocks.map(({ text }) => text).join("\n") };
  for (const block of isQuick ? [together] : blocks) {
    const { status, stderr } = spawnSync("bash", ["-n"], { input: block.text, encoding: "utf8" });
    t.equal(status, 0, `${placeOf(block)}: ${stderr}`);
  }
  for (const block of untested) t.match(block.info, /^no-test \w+ \w+/, placeOf(block));
  t.end();
});

slowTest("npx runs courant in a checkout, without asking npm for it", async (t) => {
  const { program } = await programTree(t);
  const env = { ...shellEnvironment(t.testdir()), npm_config_offline: "true", npm_config_update_notifier: "false" };
  const { status, stdout } = spawnSync("npx", ["--no-install", "courant", "--version"], { cwd: program, env });
  t.same([status, stdout.toString()], [0, `${JSON.parse(readRepositoryFile("package.json")).version}\n`]);
});

test("every sh block without a reason not to run succeeds", async (t) => {
  const tree = await programTree(t);
  const dataDir = join(tree.program, "data");
  const feedsDir = join(tree.program, "feeds");
  const place = { ...tree, env: { ...tree.env, DATA_DIR: dataDir, FEEDS_DIR: feedsDir } };
  await writeInputs(place.program);
  const home = await shellHome(t);
  const service = await startPlace(t, place);
  const token = (await readFile(join(dataDir, "admin-token"), "utf8")).trim();
  const env = { ...place.env, ...shellEnvironment(home), TOKEN: token };
  for (const block of tested.filter(isRun)) await runBlock(t, block, place, env);
  t.same(await service.stop(), [0, null], service.said());
  for (const block of afterStop.filter(isRun)) await runBlock(t, block, place, env);
});

function placeOf({ page, line }: Pick<FencedBlock, "page" | "line">): string {
  return `${page}:${line}`;
}

/** Runs a block as a user does who copies it, except that a command that fails ends it. */
async function runBlock(t: Test, block: FencedBlock, { program, env: { PORT } }: ProgramTree, env: NodeJS.ProcessEnv) {
  const text = block.text.replaceAll(addressInPages, `127.0.0.1:${PORT}`);
  const { promise, resolve } = Promise.withResolvers<string>();
  const options = { cwd: program, env, timeout: blockTimeoutMs, maxBuffer: 64 * 1024 * 1024 };
  execFile("bash", ["-euo", "pipefail", "-c", text], options, (error, stdout, stderr) =>
    resolve(error ? `${error.message}\n${stdout}${stderr}` : ""),
  );
  t.equal(await promise, "", placeOf(block));
}

/** Writes the files that the pages name. */
async function writeInputs(folder: string): Promise<void> {
  const text = join(repository, "test", "fixtures", "text");
  await cp(join(text, "french.txt"), join(folder, "article.txt"));
  await mkdir(join(folder, "notes"));
  await writeFile(join(folder, "notes", "first.md"), "# A note\n\nWith a sentence.\n");
}

/** Makes a home in which curl fails for error answers. Its npx starts `courant` at once: npm takes a second to find it. */
async function shellHome(t: Test): Promise<string> {
  const home = t.testdir({ ".curlrc": "fail\nsilent\nshow-error\n", bin: {} });
  const npx = join(home, "bin", "npx");
  await writeFile(
    npx,
    '#!/bin/sh\n[ "$1 $2" = "--no-install courant" ] || exit 9\nshift 2\nexec node src/bin.js "$@"\n',
  );
  await chmod(npx, 0o755);
  return home;
}

function shellEnvironment(home: string): { HOME: string; PATH: string } {
  return { HOME: home, PATH: [join(home, "bin"), dirname(process.execPath), process.env.PATH].join(":") };
}
