import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pino } from "pino";
import type { Test } from "tap";
import { type InboxDeps, startInbox } from "../../src/commands/inbox/inbox.ts";
import { ingestHere } from "../ingest-here.ts";
import { handClock } from "../schedule/hand-clock.ts";
import { testStores } from "../stores/helpers.ts";
import { until } from "../until.ts";

export type Line = { msg: string; level: number; file?: string; reason?: string; movedTo?: string; created?: number };

/** Starts an inbox whose clock the test moves by hand. `lines` is its log. */
export async function inboxByHand(t: Test, changes: Partial<InboxDeps> = {}) {
  const folder = join(t.testdir(), "inbox");
  const note = join(t.testdirName, "inbox-reading.json");
  await mkdir(folder, { recursive: true });
  const { stores } = await testStores(t);
  const clock = handClock(0);
  const lines: Line[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  let changedTimes = 0;
  const onChanged = (isMoreComing: boolean) => {
    if (!isMoreComing) changedTimes++;
  };
  const options = { tags: [], baseUrl: "https://site.example/", origin: "https://feeds.example" };
  const queue = ingestHere();
  const start = () =>
    startInbox({
      folder,
      note,
      stores,
      audit: stores.audit,
      queue,
      onChanged,
      importOptions: options,
      clock,
      log,
      ...changes,
    });
  let inbox = start();
  t.teardown(() => inbox.stop());
  const ended = () => until(() => clock.waiting() > 0);
  await ended();
  return {
    folder,
    note,
    lines,
    stores,
    changed: () => changedTimes,
    async drop(name: string, text = `${name}\n\nText.`) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    },
    async look(milliseconds = 1000) {
      await clock.pass(milliseconds);
      await ended();
    },
    /** As many looks as a file needs to be taken, and some more. */
    async looks(times = 5) {
      for (let time = 0; time < times; time++) await this.look();
    },
    async restart() {
      await inbox.stop();
      inbox = start();
      await ended();
    },
    done: () => readdir(join(folder, "done")),
    /** The files of the inbox, by path; those that Courant wrote beside others left out. */
    async list() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return files
        .map((path) => path.slice(folder.length + 1))
        .filter((path) => !path.endsWith(".error.txt"))
        .sort();
    },
    /** Reads the text beside a file in `failed`. */
    said: (name: string) => readFile(join(folder, "failed", `${name}.error.txt`), "utf8"),
  };
}
