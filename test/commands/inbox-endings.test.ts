import { readdir, readFile, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { request } from "undici";
import { importExtensions } from "../../src/ingest/import-formats.ts";
import { token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { inboxByHand } from "./inbox-by-hand.ts";
import { inboxIn } from "./inbox-helpers.ts";
import { place, startProcess } from "./process.ts";

slowTest(
  "tables, dumps, scripts and settings go to failed, and nothing of them is published, listed or logged",
  async (t) => {
    const where = await place(t);
    Object.assign(where.env, { ADMIN_TOKEN: token, LOG_LEVEL: "trace" });
    const { url, out, err } = await startProcess(t, where);
    const inbox = inboxIn(where.folder);
    const marker = "zyzzyva-4711";
    const names = ["accounts.csv", "deploy.sh", "desktop.ini", "dump.sql"];
    for (const name of names) await inbox.drop(name, `Headline ${marker}\n\nText ${marker}.`);
    await inbox.drop("article.txt", "An article\n\nText.");
    await inbox.filed("failed", 8);
    await inbox.filed("done", 1);
    t.same(
      await inbox.list("failed"),
      names.flatMap((name) => [name, `${name}.error.txt`]),
    );
    const ask = async (path: string, method: "GET" | "POST" = "GET") => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      return (await request(url + path, { method, headers, body: method === "POST" ? "{}" : null })).body.text();
    };
    await ask("/admin/regenerate", "POST");
    const articles = await ask("/admin/export");
    t.match(articles, "An article");
    const documents = ["rss", "atom", "json"].map((ending) => `/feeds/news.${ending}`);
    for (const path of documents) t.match(await ask(path), "An article", path);
    const paths = [...documents, "/", "/feeds/news", "/feeds.opml", "/metrics", "/admin/articles", "/admin/runs"];
    for (const path of paths) t.notMatch(await ask(path), marker, path);
    t.notMatch(articles, marker);
    const feeds = join(where.folder, "feeds");
    for (const entry of await readdir(feeds, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      t.notMatch(await readFile(join(entry.parentPath, entry.name), "latin1"), marker, entry.name);
    }
    t.notMatch(await readFile(inbox.at("failed/accounts.csv.error.txt"), "utf8"), marker);
    t.match(err(), "accounts.csv");
    t.notMatch(out() + err(), marker);
  },
);

test("a name decides: its last ending, in either case; what is unfinished or hidden stays", async (t) => {
  const inbox = await inboxByHand(t);
  const taken = ["a.TXT", "accounts.csv.txt", "folder.csv/b.Md", "dots..md", "sb.txt", "c.mdx"];
  const refused = [
    ..."README Makefile LICENSE notes.md.bak x.md.gpg dump.sql.gz id_rsa.pem a.rmd a.textile".split(" "),
    ...[
      "blank.txt ",
      "dot.txt.",
      "line.txt\n",
      "wide.ｔｘｔ",
      "a.txt\u200b",
      "constructor",
      "x.__proto__",
      "Thumbs.db",
    ],
  ];
  const left = [
    ..."a.md.part a.md.partial a.md.filepart a.md.tmp a.md.temp a.md.crdownload a.md.download a.md.opdownload".split(
      " ",
    ),
    ..."a.md.!ut a.md.aria2 a.md.swp a.md.sb-1a2b3c4d-XyZ123 a.md~ ~$a.md #a.md# b.md.download/b.md".split(" "),
    ...".md .hidden.csv .~lock.a.md# .a.md.Xk2f9Q .folder/a.csv c.CSV.PART".split(" "),
  ];
  for (const name of [...taken, ...refused, ...left]) {
    await inbox.drop(name, `Named ${name.trim()}\n\nText.`);
    // Where reading moves it, the time of the last read is seen to be another one then.
    await utimes(join(inbox.folder, name), 0, new Date());
  }
  await inbox.looks();
  const moved = [...taken.map((name) => `done/${name}`), ...refused.map((name) => `failed/${name}`)];
  t.same(await inbox.list(), [...moved, ...left].sort());
  const { present } = await inbox.stores.articles.count();
  t.equal(present, taken.length);
  for (const name of refused) {
    t.equal((await stat(join(inbox.folder, "failed", name))).atimeMs, 0, `${JSON.stringify(name)} was not read`);
  }
});

test("the text beside it says why, which endings are taken, and what to do; the log says why", async (t) => {
  const inbox = await inboxByHand(t);
  for (const name of ["accounts.csv", "Makefile", "blank.txt ", "bell.\x07"]) await inbox.drop(name);
  await inbox.looks();
  const said = await inbox.said("accounts.csv");
  t.match(said, "accounts.csv: Courant does not import this file, because its name ends in “.csv”.");
  for (const ending of importExtensions) t.match(said, ending);
  t.match(said, /give its name the right ending, and put it into the inbox again\.\n$/);
  t.match(await inbox.said("Makefile"), "because its name has no ending.");
  t.match(await inbox.said("blank.txt "), "because its name ends in “.txt ”.");
  t.match(await inbox.said("bell.\x07"), "bell.\\u0007: Courant does not import this file");
  const warnings = inbox.lines.filter(({ msg }) => msg === "a file in the inbox is not imported");
  t.equal(warnings.length, 4);
  t.match(warnings[1], { file: "accounts.csv", movedTo: "failed/accounts.csv", reason: "its name ends in “.csv”" });
});

test("every ending that import takes from a folder is taken from the inbox, an export of WordPress among them", async (t) => {
  const inbox = await inboxByHand(t);
  for (const ending of importExtensions) await inbox.drop(`x${ending}`, "\0");
  await inbox.looks();
  for (const ending of importExtensions) t.match(await inbox.said(`x${ending}`), "FORMAT_UNKNOWN", `${ending} is read`);
  t.ok(importExtensions.includes(".wxr"));
});

test("a file that is renamed after it failed is imported", async (t) => {
  const inbox = await inboxByHand(t);
  await inbox.drop("notes.markdwon", "# Notes\n\nText.");
  await inbox.looks();
  t.same(await inbox.list(), ["failed/notes.markdwon"]);
  await inbox.drop("notes.markdown", "# Notes\n\nText.");
  await inbox.looks();
  t.same(await inbox.list(), ["done/notes.markdown", "failed/notes.markdwon"]);
});
