import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Test, test } from "tap";
import { readEnvironment } from "../../src/config/environment.ts";
import { readConfigFiles } from "../../src/config/read-files.ts";
import type { Config } from "../../src/config/schema.ts";
import { shareConfiguration } from "../../src/nodes/shared-configuration.ts";
import { createSettings } from "../../src/settings/settings.ts";
import type { ConfigurationStore } from "../../src/stores/nodes.ts";
import { configText } from "../service.ts";
import { handClock } from "../stores/helpers.ts";

/** A store in memory, as a database has it for all nodes. */
function memoryStore(): ConfigurationStore & { text(): string | undefined } {
  let kept: { number: number; text: string } | undefined;
  return {
    text: () => kept?.text,
    read: async () => kept && { ...kept },
    async write(text, { number }) {
      if ((kept?.number ?? 0) !== number) return false;
      kept = { number: number + 1, text };
      return true;
    },
  };
}

/** Starts the settings of a node whose file has a text. */
async function startNode(t: Test, folder: string, store: ConfigurationStore, text = configText) {
  const file = join(folder, `${randomUUID()}.yaml`);
  writeFileSync(file, text);
  const { config } = await readConfigFiles(readEnvironment({ CONFIG_FILE: file }));
  const titles: string[] = [];
  const settings = createSettings({
    config,
    ready: Promise.resolve(),
    shared: shareConfiguration(store),
    apply: async ({ config: next }: { config: Config }) => void titles.push(next.site.title),
    clock: handClock(),
    onMistake: () => {},
    onError: (error) => t.fail(String(error)),
  });
  return { file, settings, titles, read: () => readFileSync(file, "utf8") };
}

const retitled = (title: string) => configText.replace(/title: [^,}\n]*/, `title: ${title}`);

const withTitle = (title: string) => (content: Record<string, unknown>) => {
  content.site = { ...(content.site as object), title };
};

test("a change at one node is in force at the other, whose file says the same", async (t) => {
  const store = memoryStore();
  const folder = t.testdir();
  const one = await startNode(t, folder, store);
  const two = await startNode(t, folder, store, retitled("The file of two"));
  await one.settings.reload();
  t.equal(store.text(), configText, "the first file is the first value");
  await two.settings.reload();
  t.equal(two.read(), configText);
  t.match(readFileSync(`${two.file}.before-nodes`, "utf8"), /The file of two/, "nothing is lost");
  await two.settings.change(withTitle("Changed at two"));
  await one.settings.reload();
  t.same([one.titles.at(-1), two.titles.at(-1)], ["Changed at two", "Changed at two"]);
  t.match(one.read(), /Changed at two/);
});

test("a file that is edited by hand is a change for all nodes, and one with mistakes for none", async (t) => {
  const store = memoryStore();
  const folder = t.testdir();
  const [one, two] = [await startNode(t, folder, store), await startNode(t, folder, store)];
  await one.settings.reload();
  await two.settings.reload();
  const edited = retitled("Edited by hand");
  writeFileSync(two.file, edited);
  await two.settings.reload();
  await one.settings.reload();
  t.equal(one.titles.at(-1), "Edited by hand");
  writeFileSync(two.file, `${edited}\nnonsense: 1\n`);
  await two.settings.reload();
  t.match(two.settings.mistake()?.message, /nonsense/);
  t.equal(store.text(), edited);
});

test("two changes at the same time: one wins, and the other is refused in words", async (t) => {
  const store = memoryStore();
  const folder = t.testdir();
  const one = await startNode(t, folder, store);
  await one.settings.reload();
  const slow: ConfigurationStore = {
    read: store.read,
    async write(text, before) {
      await one.settings.change(withTitle("First"));
      return store.write(text, before);
    },
  };
  const two = await startNode(t, folder, slow);
  await t.rejects(two.settings.change(withTitle("Second")), {
    code: "PRECONDITION_FAILED",
    message: /at another node/,
  });
  t.match(store.text(), /First/);
  t.notMatch(two.titles, ["Second"]);
});
