import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { numberedName } from "../../src/commands/inbox/move-file.ts";
import { CourantError } from "../../src/errors.ts";
import { testStores } from "../stores/helpers.ts";
import { inboxByHand } from "./inbox-by-hand.ts";

test("a file is taken at the third look at which it is the same, and told of in the log", async (t) => {
  const inbox = await inboxByHand(t);
  await inbox.drop("a.txt");
  for (const done of [[], [], ["a.txt"]]) {
    await inbox.look();
    t.same(await inbox.done(), done);
  }
  t.match(inbox.lines, [{ msg: "imported from the inbox", file: "a.txt", movedTo: "done/a.txt", created: 1 }]);
  t.equal(inbox.changed(), 1);
  await inbox.look();
  t.equal(inbox.lines.length, 1);
});

test("a file that cannot be taken is told of once, until it changes", async (t) => {
  const inbox = await inboxByHand(t);
  const name = Buffer.concat([Buffer.from(`${inbox.folder}/x`), Buffer.from([0xff]), Buffer.from(".txt")]);
  await writeFile(name, "Text");
  // A file stands where the folder of what was taken would be: the file cannot be moved.
  await inbox.drop("notes.txt");
  for (let times = 0; times < 3; times++) await inbox.look();
  t.same(await inbox.done(), ["notes.txt"]);
  await mkdir(join(inbox.folder, "notes.txt"));
  await inbox.drop("notes.txt/a.txt");
  for (let times = 0; times < 9; times++) await inbox.look();
  const warnings = () => inbox.lines.filter(({ msg }) => /not UTF-8|stays there/.test(msg));
  t.match(warnings(), [{ file: "x\uFFFD.txt" }, { file: "notes.txt/a.txt", reason: /EEXIST|ENOTDIR/ }]);
  t.equal(warnings().length, 2);
  await inbox.drop("notes.txt/a.txt", "Changed\n\nText.");
  for (let times = 0; times < 9; times++) await inbox.look();
  t.equal(warnings().length, 3);
});

test("a failure that is no fault of the file leaves it where it is, and it is taken a minute later", async (t) => {
  let full = true;
  const { stores } = await testStores(t);
  const inbox = await inboxByHand(t, {
    stores: {
      transfer: stores.transfer,
      articles: {
        put: async (drafts) => {
          if (full) throw new CourantError("DISK_FULL", "There is no room.");
          return stores.articles.put(drafts);
        },
      },
    },
  });
  await inbox.drop("a.txt");
  for (let times = 0; times < 9; times++) await inbox.look();
  t.match(inbox.lines, [{ msg: "the inbox met an error and waits for a minute" }]);
  t.equal(inbox.lines.length, 1);
  t.same(await inbox.done(), []);
  full = false;
  await inbox.look(60_000);
  t.same(await inbox.done(), ["a.txt"]);
});

test("a file that was taken and not moved, since the process was killed, is taken again without harm", async (t) => {
  const inbox = await inboxByHand(t);
  await inbox.drop("a.txt");
  for (let times = 0; times < 3; times++) await inbox.look();
  await inbox.drop("a.txt");
  await inbox.restart();
  for (let times = 0; times < 3; times++) await inbox.look();
  t.match(inbox.lines, [{ created: 1 }, { created: 0, updated: 0, unchanged: 1, movedTo: "done/a-2.txt" }]);
  t.equal(inbox.changed(), 1);
});

test("numbers and cuts leave a name that a file may have, with room for the text beside it", (t) => {
  t.equal(numberedName("a/b.txt", 1), "a/b.txt");
  t.equal(numberedName("a.b/c", 2), "a.b/c-2");
  for (const stem of ["x".repeat(255), "ü".repeat(127), "🎈".repeat(63), `.${"x".repeat(254)}`]) {
    for (const number of [1, 2, 1000]) {
      const name = numberedName(`folder/${stem}`, number).slice("folder/".length);
      t.ok(Buffer.byteLength(`${name}.error.txt`) <= 255, name);
      t.notMatch(name, "\uFFFD");
    }
  }
  t.end();
});
