import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { testStores } from "../stores/helpers.ts";
import { inboxByHand } from "./inbox-by-hand.ts";

/** An inbox, a folder that links lead to, and how often articles were put into the collection. */
async function inboxBesideFolder(t: Test) {
  const { stores } = await testStores(t);
  const counts = { puts: 0 };
  const inbox = await inboxByHand(t, {
    stores: {
      transfer: stores.transfer,
      articles: {
        put: (drafts) => {
          counts.puts++;
          return stores.articles.put(drafts);
        },
      },
    },
  });
  const elsewhere = join(inbox.folder, "..", "elsewhere");
  await mkdir(elsewhere);
  const at = (name: string) => join(inbox.folder, name);
  const warnings = () => inbox.lines.filter(({ msg }) => /stays there/.test(msg));
  return { ...inbox, elsewhere, at, warnings, counts };
}

for (const [kind, target] of Object.entries({
  "a link to a folder": "../elsewhere",
  "a link that leads nowhere": "../nowhere",
  "a link to the inbox": ".",
  "a file": undefined,
})) {
  test(`where done is ${kind}, files are imported once, stay, are told of once, and are moved later`, async (t) => {
    const inbox = await inboxBesideFolder(t);
    await rm(inbox.at("done"), { recursive: true });
    if (target === undefined) await writeFile(inbox.at("done"), "A file\n\nText.");
    else await symlink(target, inbox.at("done"));
    await inbox.drop("a.txt");
    await inbox.drop("b.json", "{broken");
    await inbox.drop("deep/c.txt");
    await inbox.looks(9);
    const stays = target === undefined ? ["a.txt", "deep/c.txt", "done"] : ["a.txt", "deep/c.txt"];
    t.same(await inbox.list(), [...stays, "failed/b.json"].sort(), "other files go on");
    const { puts } = inbox.counts;
    t.match(inbox.lines, { length: 3 }, "each file is told of once");
    t.same(await readdir(inbox.elsewhere), []);
    t.notOk((await readdir(join(inbox.folder, ".."))).includes("nowhere"));
    const wrong = target === undefined ? "not a folder" : "a symbolic link";
    const reason = `inbox/done is ${wrong} (ENOTDIR), so no file is moved there. Put a folder in its place; then the file is moved.`;
    t.match(inbox.warnings(), [
      { file: "a.txt", reason },
      { file: "deep/c.txt", reason },
    ]);
    t.equal(inbox.warnings().length, 2);

    await rm(inbox.at("done"));
    await inbox.looks();
    t.same(await inbox.list(), ["done/a.txt", "done/deep/c.txt", "failed/b.json"]);
    t.equal(inbox.counts.puts, puts, "and nothing is imported again");
    t.match(
      inbox.lines.filter(({ msg }) => msg === "imported from the inbox"),
      [
        { file: "a.txt", created: 1 },
        { file: "deep/c.txt", created: 1 },
      ],
    );
  });
}

test("a link deeper down is not followed, nor are folders made behind it", async (t) => {
  const inbox = await inboxBesideFolder(t);
  await symlink(inbox.elsewhere, inbox.at("done/sub"));
  await mkdir(inbox.at("done/x"));
  await symlink(inbox.elsewhere, inbox.at("done/x/y"));
  for (const name of ["sub/a.txt", "sub/deeper/b.txt", "x/y/z/c.txt", "z.txt"]) await inbox.drop(name);
  await inbox.looks(9);
  t.same(await readdir(inbox.elsewhere), []);
  t.same(await inbox.list(), ["done/z.txt", "sub/a.txt", "sub/deeper/b.txt", "x/y/z/c.txt"]);
  t.match(inbox.warnings(), [
    { file: "sub/a.txt", reason: "inbox/done/sub is a symbolic link" },
    { file: "sub/deeper/b.txt", reason: "inbox/done/sub is a symbolic link" },
    { file: "x/y/z/c.txt", reason: "inbox/done/x/y is a symbolic link" },
  ]);
  t.equal(inbox.warnings().length, 3);
  t.equal(inbox.counts.puts, 4);
  for (const link of ["done/sub", "done/x/y"]) await rm(inbox.at(link));
  await inbox.looks();
  t.same(await inbox.list(), ["done/sub/a.txt", "done/sub/deeper/b.txt", "done/x/y/z/c.txt", "done/z.txt"]);
  t.equal(inbox.counts.puts, 4);
});

test("where failed is a link, no file and no text goes through it, and files that are not read stay unread", async (t) => {
  const inbox = await inboxBesideFolder(t);
  await rm(inbox.at("failed"), { recursive: true });
  await symlink(inbox.elsewhere, inbox.at("failed"));
  await inbox.drop("accounts.csv");
  await inbox.drop("b.json", "{broken");
  await inbox.drop("c.txt");
  await inbox.looks(9);
  t.same(await readdir(inbox.elsewhere), []);
  t.same(await inbox.list(), ["accounts.csv", "b.json", "done/c.txt"]);
  t.match(inbox.warnings(), [{ file: "accounts.csv" }, { file: "b.json" }]);
  t.equal(inbox.warnings().length, 2);
  await rm(inbox.at("failed"));
  await inbox.looks();
  t.same(await inbox.list(), ["done/c.txt", "failed/accounts.csv", "failed/b.json"]);
  t.match(await inbox.said("b.json"), "1 of 1 articles");
  t.match(await inbox.said("accounts.csv"), "“.csv”");
});

test("names in done that are links are neither followed nor overwritten", async (t) => {
  const inbox = await inboxBesideFolder(t);
  const secret = join(inbox.elsewhere, "secret.txt");
  await writeFile(secret, "Secret");
  await symlink(secret, inbox.at("done/a.txt"));
  await symlink(join(inbox.elsewhere, "new.txt"), inbox.at("done/b.txt"));
  await symlink(secret, inbox.at("failed/c.csv.error.txt"));
  for (const name of ["a.txt", "b.txt", "c.csv"]) await inbox.drop(name);
  await inbox.looks();
  t.same(await inbox.list(), ["done/a-2.txt", "done/b-2.txt", "failed/c-2.csv"]);
  t.same(await readdir(inbox.elsewhere), ["secret.txt"]);
  t.equal(await readFile(secret, "utf8"), "Secret");
});

test("a file that waits to be moved and is written to meanwhile is imported anew", async (t) => {
  const inbox = await inboxBesideFolder(t);
  await rename(inbox.at("done"), inbox.at(".done"));
  await symlink(".done", inbox.at("done"));
  await inbox.drop("a.txt");
  await inbox.looks();
  await inbox.drop("a.txt", "Another headline\n\nText.");
  await inbox.looks();
  t.equal(inbox.counts.puts, 2);
  t.equal(inbox.warnings().length, 2);
  t.same(await readdir(inbox.at(".done")), []);
  await rm(inbox.at("done"));
  await rename(inbox.at(".done"), inbox.at("done"));
  await inbox.looks();
  t.same(await inbox.list(), ["done/a.txt"]);
  t.equal(inbox.counts.puts, 2);
});

test("an inbox that is a link itself is used as before", async (t) => {
  const inbox = await inboxByHand(t);
  const real = join(inbox.folder, "..", "real");
  await rename(inbox.folder, real);
  await symlink("real", inbox.folder);
  await inbox.drop("notes/a.txt");
  await inbox.looks();
  t.same(await readdir(join(real, "done")), ["notes"]);
  t.match(inbox.lines, [{ movedTo: "done/notes/a.txt" }]);
});
