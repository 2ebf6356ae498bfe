import { mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { readFileVersion } from "../../src/commands/inbox/list-inbox.ts";
import { CourantError } from "../../src/errors.ts";
import { testStores } from "../stores/helpers.ts";
import { until } from "../until.ts";
import { inboxByHand } from "./inbox-by-hand.ts";

type Entry = { name: string; state: string; times: number };

/** An inbox whose first read goes on for as long as the test likes. */
async function slowInbox(t: Test) {
  const { stores } = await testStores(t);
  const gate = Promise.withResolvers<void>();
  let isReading = false;
  const inbox = await inboxByHand(t, {
    stores: {
      transfer: stores.transfer,
      articles: {
        put: async (drafts) => {
          isReading = true;
          await gate.promise;
          return stores.articles.put(drafts);
        },
      },
    },
  });
  return { ...inbox, goOn: gate.resolve, reading: () => until(() => isReading) };
}

test("the note names the file that is being read, and is gone when it was read", async (t) => {
  const inbox = await slowInbox(t);
  await inbox.drop("sub/a.txt");
  const looks = inbox.looks();
  await inbox.reading();
  const [entry, ...others] = JSON.parse(await readFile(inbox.note, "utf8")) as Entry[];
  t.match(entry, { name: "sub/a.txt", state: /^\d+ \d+ \d+ \d+$/, times: 1 });
  t.same(others, []);
  inbox.goOn();
  await looks;
  t.same(await inbox.list(), ["done/sub/a.txt"]);
  t.notOk((await readdir(join(inbox.note, ".."))).some((name) => name.startsWith("inbox-reading")));
});

test("a service that is told to stop, and killed before it has stopped, does not count", async (t) => {
  const inbox = await slowInbox(t);
  await inbox.drop("a.txt");
  const looks = inbox.looks(3);
  await inbox.reading();
  const restarted = inbox.restart();
  await until(async () => !(await readdir(join(inbox.note, ".."))).includes("inbox-reading.json"));
  t.notOk((await readdir(join(inbox.note, ".."))).includes("inbox-reading.json"), "while it is still being read");
  inbox.goOn();
  await Promise.all([looks, restarted]);
  await inbox.looks();
  t.same(await inbox.list(), ["done/a.txt"]);
});

/** Leaves the note of a service that was killed so many times while it read a file, and starts the inbox again. */
async function interrupt(inbox: Awaited<ReturnType<typeof inboxByHand>>, name: string, times: number) {
  const state = await readFileVersion(join(inbox.folder, name));
  await writeFile(inbox.note, JSON.stringify([{ name, state, times }]));
  await inbox.restart();
}

test("after one interrupted read a file is read again; after two it is in failed, and not read", async (t) => {
  const inbox = await inboxByHand(t);
  await inbox.drop("a.txt");
  await interrupt(inbox, "a.txt", 1);
  await inbox.looks();
  t.same(await inbox.list(), ["done/a.txt"]);
  await inbox.drop("b.txt");
  await interrupt(inbox, "b.txt", 2);
  await inbox.looks();
  t.same(await inbox.list(), ["done/a.txt", "failed/b.txt"]);
  t.equal((await inbox.stores.articles.count()).present, 1);
  t.match(await inbox.said("b.txt"), "because the service ended twice while it read this file.");
  t.match(inbox.lines.at(-1), { reason: "the service ended twice while it read this file", movedTo: "failed/b.txt" });
  await inbox.drop("b.txt");
  await inbox.looks();
  t.same(await inbox.list(), ["done/a.txt", "done/b.txt", "failed/b.txt"], "the same file again is read");
});

test("a file that changed since then begins anew, and one that is gone is forgotten", async (t) => {
  const inbox = await inboxByHand(t);
  await inbox.drop("a.txt");
  await interrupt(inbox, "a.txt", 2);
  await inbox.drop("a.txt", "Changed\n\nText.");
  await inbox.looks();
  t.same(await inbox.list(), ["done/a.txt"]);
  await inbox.drop("b.txt");
  await interrupt(inbox, "b.txt", 2);
  await rm(join(inbox.folder, "b.txt"));
  await inbox.look();
  t.notOk((await readdir(join(inbox.note, ".."))).includes("inbox-reading.json"));
});

test("an orderly stop keeps the count of interrupted reads as it was", async (t) => {
  const inbox = await slowInbox(t);
  await inbox.drop("a.txt");
  await interrupt(inbox, "a.txt", 1);
  const looks = inbox.looks(3);
  await inbox.reading();
  t.match(JSON.parse(await readFile(inbox.note, "utf8")), [{ name: "a.txt", times: 2 }]);
  const restarted = inbox.restart();
  await until(async () => !(await readFile(inbox.note, "utf8")).includes('"times":2'));
  t.match(JSON.parse(await readFile(inbox.note, "utf8")), [{ name: "a.txt", times: 1 }]);
  inbox.goOn();
  await Promise.all([looks, restarted]);
});

test("an error that is no fault of the file is no interrupted read", async (t) => {
  const inbox = await inboxByHand(t, {
    stores: {
      transfer: { remember: async () => undefined },
      articles: {
        put: async () => {
          throw new CourantError("DISK_FULL", "There is no room.");
        },
      },
    },
  });
  await inbox.drop("a.txt");
  await inbox.looks(3);
  for (let times = 0; times < 3; times++) await inbox.look(60_000);
  t.same(await inbox.list(), ["a.txt"]);
  t.notOk((await readdir(join(inbox.note, ".."))).includes("inbox-reading.json"));
});

const damages: Record<string, (note: string) => Promise<unknown>> = {
  "is empty": (note) => writeFile(note, ""),
  "is garbage": (note) => writeFile(note, "\0\xff{]"),
  "is 30 MB of brackets": (note) => writeFile(note, "[".repeat(30_000_000)),
  "is as long as it may be, of brackets": (note) => writeFile(note, "[".repeat(64 * 1024)),
  "is a terabyte": async (note) => {
    await writeFile(note, "");
    await truncate(note, 2 ** 40);
  },
  "is no list": (note) => writeFile(note, "null"),
  "is a list of something else": (note) => writeFile(note, '[null, 1, {"name":"a.txt","state":7,"times":9}]'),
  "is a folder": (note) => mkdir(join(note, "sub"), { recursive: true }),
  "is a link that leads nowhere": (note) => symlink("/nowhere/at/all", note),
  "is a link to a file": async (note) => {
    await writeFile(`${note}.other`, "[]");
    await symlink(`${note}.other`, note);
  },
};

for (const [damage, make] of Object.entries(damages)) {
  test(`where the note ${damage}, files are imported all the same, and the log says so once`, async (t) => {
    const inbox = await inboxByHand(t);
    await make(inbox.note);
    await inbox.restart();
    for (const name of ["a.txt", "b.txt"]) await inbox.drop(name);
    await inbox.looks();
    t.same(await inbox.list(), ["done/a.txt", "done/b.txt"]);
    const told = inbox.lines.filter(({ file }) => file === inbox.note);
    t.ok(told.length === 1 || (told.length === 2 && damage === "is a folder"), JSON.stringify(told));
    if (damage === "is a link to a file") t.equal(await readFile(`${inbox.note}.other`, "utf8"), "[]");
  });
}
