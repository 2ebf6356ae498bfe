import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { keepConfig, readConfig, readConfigBefore, readUnchangedConfig } from "../../src/commands/serve/last-config.ts";
import { configText, token } from "../service.ts";

/* The configuration of the last start: when it is taken instead of reading the files, and when the files have mistakes. */

const opml = (name: string) =>
  `<opml version="2.0"><body><outline type="rss" xmlUrl="https://${name}.example/feed"/></body></opml>`;

async function started(t: Test) {
  const folder = t.testdir({
    data: {},
    "courant.yaml": `${configText}\nperTag: true\nsubscriptions: [{ file: feeds.opml }]\n`,
    "feeds.opml": opml("one"),
  });
  const variables = {
    CONFIG_FILE: join(folder, "courant.yaml"),
    DATA_DIR: join(folder, "data"),
    FEEDS_DIR: join(folder, "feeds"),
    PORT: "8123",
    ADMIN_TOKEN: token,
  };
  const read = await readConfig(variables);
  t.equal(await keepConfig(read, variables), undefined);
  return { folder, variables, read, kept: join(folder, "data", "last-config.json") };
}

test("with the same files, the configuration is the one that the files say, to the byte", async (t) => {
  const { variables, read, kept } = await started(t);
  const unchanged = await readUnchangedConfig(variables);
  t.same(unchanged?.config, JSON.parse(JSON.stringify(read.config)));
  t.equal(unchanged?.mistake, undefined);
  t.equal((await stat(kept)).mode & 0o777, 0o600);
  t.notMatch(await readFile(kept, "utf8"), token, "the admin token is not in the file");
});

test("the environment is always that of this start", async (t) => {
  const { variables } = await started(t);
  const unchanged = await readUnchangedConfig({ ...variables, PORT: "8124", ADMIN_TOKEN: "another-token" });
  t.match(unchanged?.config.environment, { port: 8124, adminToken: "another-token" });
});

for (const [what, change] of [
  ["the file", async ({ folder }) => writeFile(join(folder, "courant.yaml"), `${configText}\n# A comment\n`)],
  ["a file that it names", async ({ folder }) => writeFile(join(folder, "feeds.opml"), opml("two"))],
  ["the program", ({ kept }) => edit(kept, (last) => ({ ...last, program: "another" }))],
  ["the kept file, which is damaged,", async ({ kept }) => writeFile(kept, '{"program":')],
] satisfies [string, (at: Awaited<ReturnType<typeof started>>) => Promise<unknown>][]) {
  test(`${what} is another: the files are read again`, async (t) => {
    const at = await started(t);
    await change(at);
    t.equal(await readUnchangedConfig(at.variables), undefined);
  });
}

test("another CONFIG_FILE with the same bytes is read: files that it names may be others", async (t) => {
  const { folder, variables } = await started(t);
  await writeFile(join(folder, "other.yaml"), await readFile(join(folder, "courant.yaml")));
  t.equal(await readUnchangedConfig({ ...variables, CONFIG_FILE: join(folder, "other.yaml") }), undefined);
});

test("mistakes in the file: the configuration before, with the environment of this start", async (t) => {
  const { folder, variables, read } = await started(t);
  await writeFile(join(folder, "courant.yaml"), "channels: 3");
  await t.rejects(readConfig(variables), { code: "CONFIG_INVALID" });
  const before = await readConfigBefore({ ...variables, PORT: "8124" });
  t.same({ ...before, environment: 0 }, JSON.parse(JSON.stringify({ ...read.config, environment: 0 })));
  t.equal(before?.environment.port, 8124);
});

test("mistakes in the environment: the settings before, and the admin token of this start", async (t) => {
  const { variables } = await started(t);
  const before = await readConfigBefore({ ...variables, PORT: "many", ADMIN_TOKEN: "another-token" });
  t.match(before?.environment, { port: 8123, adminToken: "another-token" });
});

test("a mistake in the admin token: nobody has the token, and no older one is valid again", async (t) => {
  const { variables } = await started(t);
  const before = await readConfigBefore({ ...variables, ADMIN_TOKEN: "with a space" });
  t.type(before?.environment.adminToken, "string");
  t.notOk(["with a space", token, ""].includes(before?.environment.adminToken ?? ""));
});

test("a kept configuration that another program wrote is checked as a file is", async (t) => {
  const { variables, kept } = await started(t);
  await edit(kept, (last) => ({ ...last, program: "another", file: { channels: 3 } }));
  t.equal(await readConfigBefore(variables), undefined);
  await edit(kept, () => null);
  t.equal(await readConfigBefore(variables), undefined);
  t.equal(await readUnchangedConfig(variables), undefined);
});

test("a folder that cannot be written costs a warning, and leaves nothing behind", async (t) => {
  const { variables, read } = await started(t);
  const environment = { ...read.config.environment, dataDir: join(variables.DATA_DIR, "missing") };
  t.match(await keepConfig({ ...read, config: { ...read.config, environment } }, variables), /cannot be written/);
});

async function edit(file: string, change: (last: Record<string, unknown>) => unknown): Promise<void> {
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, "utf8")))));
}
