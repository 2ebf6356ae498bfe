import { execFileSync } from "node:child_process";
import { appendFile, mkdir, open, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Test, test } from "tap";
import { fastClock, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { exportOf, inboxOf, titlesOf } from "./inbox-helpers.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels: [{ slug: news, title: News, description: Everything }]
`;

/** Starts a service that looks into its inbox every 50 milliseconds. */
const startWithInbox = (t: Test) => startService(t, { config, clock: fastClock(20) });

test("files that are there at the start and files that come later are imported, published and moved to done", async (t) => {
  const service = await startWithInbox(t);
  const inbox = inboxOf(service);
  await service.stop();
  await inbox.drop("early.md", "# Early\n\nThere before.");
  const again = await service.restart();
  await inbox.filed("done", 1);
  await inbox.drop("notes/late.txt", "Late\n\nIt came while the service ran.");
  await inbox.filed("done", 2);
  t.same(await inbox.list("done"), ["early.md", "notes/late.txt"]);
  const titles = await titlesOf(again);
  t.ok(titles.includes("Early") && titles.includes("Late"), titles.join());
  const published = async () => (await again.get("/feeds/news.json")).body.toString();
  await until(async () => (await published()).includes('"Late"'));
  t.match(await published(), '"Late"');
});

test("the same name again updates the article, and overwrites nothing in done", async (t) => {
  const service = await startWithInbox(t);
  const inbox = inboxOf(service);
  await inbox.drop("a/index.md", "# First\n\nOne.");
  await inbox.drop("b/index.md", "# Other folder\n\nTwo.");
  await inbox.filed("done", 2);
  const before = await titlesOf(service);
  await inbox.drop("a/index.md", "# Second\n\nOne, changed.");
  await inbox.filed("done", 3);
  t.same(await inbox.list("done"), ["a/index-2.md", "a/index.md", "b/index.md"]);
  t.equal(await readFile(inbox.at("done/a/index.md"), "utf8"), "# First\n\nOne.");
  t.equal(await readFile(inbox.at("done/a/index-2.md"), "utf8"), "# Second\n\nOne, changed.");
  const titles = await titlesOf(service);
  t.equal(titles.length, before.length);
  t.ok(titles.includes("Second") && !titles.includes("First") && titles.includes("Other folder"));
});

test("a text beside a file in failed names the articles that were rejected, and the others are imported", async (t) => {
  const service = await startWithInbox(t);
  const inbox = inboxOf(service);
  const lines = ['{"title":"Good one"}', "{broken", '{"title":["no text"]}', '{"title":"Good two"}'];
  await inbox.drop("mixed.ndjson", lines.join("\n"));
  await inbox.drop("photo.txt", "\xff\xd8\0\x01");
  await inbox.drop("page.html", "<!doctype html><p>Hello");
  await inbox.drop("draft.md", "---\ntitle: A\ndraft: true\n---\nText");
  await inbox.filed("failed", 6);
  await inbox.filed("done", 1);
  t.same(await inbox.list("done"), ["draft.md"], "nothing is wrong with a draft");
  t.same(
    await inbox.list("failed"),
    ["mixed.ndjson", "page.html", "photo.txt"].flatMap((name) => [name, `${name}.error.txt`]),
  );
  const said = (name: string) => readFile(inbox.at("failed", `${name}.error.txt`), "utf8");
  const mixed = await said("mixed.ndjson");
  t.match(mixed, "mixed.ndjson: 2 of 4 articles could not be imported; the others are in the collection.");
  t.match(mixed, /^mixed\.ndjson, line 2\n {2}ARTICLE_INVALID: .*JSON/m);
  t.match(mixed, /^mixed\.ndjson, line 3\n {2}ARTICLE_INVALID: .*\/title: found a list, expected text/m);
  t.notMatch(mixed, "line 1\n");
  t.match(await said("photo.txt"), /FORMAT_UNKNOWN: .*UTF-8/);
  t.match(await said("page.html"), /ARTICLE_INVALID: Courant finds no article in this page/);
  const titles = await titlesOf(service);
  t.ok(titles.includes("Good one") && titles.includes("Good two"));

  await inbox.drop("mixed.ndjson", '{"title":"Good one"}\n{"title":"Mended"}\n');
  await inbox.filed("done", 1);
  t.equal((await titlesOf(service)).filter((title) => title === "Good one").length, 1);
});

slowTest(
  "a file that grows is left until nobody writes to it, and one renamed into place is taken whole",
  async (t) => {
    // It looks once a second, so that a busy machine writes often enough.
    const service = await startService(t, { config });
    const inbox = inboxOf(service);
    await inbox.drop("slow.txt", "Slow headline\n\n");
    const wanted: string[] = [];
    for (let sentence = 1; sentence <= 9; sentence++) {
      await sleep(30);
      await appendFile(inbox.at("slow.txt"), `Sentence ${sentence}.\n\n`);
      wanted.push(`<p>Sentence ${sentence}.</p>`);
      t.same(await inbox.list("done"), [], `after sentence ${sentence}`);
    }
    await inbox.drop("half.txt.part", "Renamed headline\n\nFirst half.");
    await inbox.filed("done", 1);
    t.ok((await inbox.list()).includes("half.txt.part"), "an unfinished name is left alone");
    await appendFile(inbox.at("half.txt.part"), " Second half.");
    await rename(inbox.at("half.txt.part"), inbox.at("half.txt"));
    await inbox.filed("done", 2);
    const body = await exportOf(service);
    t.match(body, wanted.join("\\n"));
    t.match(body, "First half. Second half.");
    t.equal((await titlesOf(service)).filter((title) => title === "Slow headline").length, 1);
  },
);

test("links, special files, hidden files and unfinished files stay where they are", async (t) => {
  const service = await startWithInbox(t);
  const inbox = inboxOf(service);
  await writeFile(`${service.folder}/secret.txt`, "Secret headline\n\nNot for the feeds.");
  await mkdir(`${service.folder}/elsewhere`);
  await writeFile(`${service.folder}/elsewhere/secret.md`, "# Secret elsewhere");
  await symlink(`${service.folder}/secret.txt`, inbox.at("link.txt"));
  await symlink(`${service.folder}/elsewhere`, inbox.at("linked"));
  execFileSync("mkfifo", [inbox.at("fifo.txt")]);
  const socket = createServer().listen(inbox.at("socket.txt"));
  t.teardown(() => socket.close());
  for (const name of [".hidden.txt", ".folder/a.txt", "..txt", "a.part", "b.tmp", "c.CRDOWNLOAD", "d.txt~"]) {
    await inbox.drop(name, `Never ${name}\n\nText.`);
  }
  await inbox.drop("a.txt.error.txt", "Never the reasons\n\nText.");
  const there = await inbox.list();
  await inbox.drop("last.txt", "Taken\n\nText.");
  await inbox.filed("done", 1);
  t.same(await inbox.list(), [...there, "done/last.txt"].sort());
  const titles = await titlesOf(service);
  t.ok(titles.includes("Taken"));
  t.notMatch(titles.join(), /Secret|Never/);
});

test("hostile names are names and nothing else", async (t) => {
  const service = await startWithInbox(t);
  const inbox = inboxOf(service);
  const longest = `${"ü".repeat(125)}a.txt`;
  const names = [
    "line\nend.txt",
    longest,
    "a..b..txt",
    "\\..\\..\\x.txt",
    "%2e%2e%2fy.txt",
    "-rf.txt",
    "'; DROP TABLE articles.txt",
    "<script>.txt",
    "CON.txt",
    "\u202Etxt.exe.txt",
    "\x1b[31m.txt",
  ];
  for (const [index, name] of names.entries()) await inbox.drop(name, `Named ${index}\n\nText.`);
  await inbox.drop("bad\nnews.json", "{broken");
  await inbox.drop(`${"x".repeat(250)}.json`, "{broken");
  const bytes = Buffer.concat([Buffer.from(inbox.at("latin-")), Buffer.from([0xe9]), Buffer.from(".txt")]);
  await (await open(bytes, "w")).close();
  await inbox.filed("done", names.length);
  await inbox.filed("failed", 4);
  const done = await inbox.list("done");
  t.same(done, names.map((name) => (name === longest ? `${"ü".repeat(120)}.txt` : name)).sort());
  const failed = await inbox.list("failed");
  t.same(failed, [
    "bad\nnews.json",
    "bad\nnews.json.error.txt",
    `${"x".repeat(240)}.json`,
    `${"x".repeat(240)}.json.error.txt`,
  ]);
  t.match(await readFile(inbox.at("failed/bad\nnews.json.error.txt"), "utf8"), /^bad\\nnews\.json: 1 of 1/);
  const titles = await titlesOf(service);
  for (const index of names.keys()) t.ok(titles.includes(`Named ${index}`), `Named ${index}`);
  t.same(
    (await inbox.list()).filter((name) => name.startsWith("latin-")),
    ["latin-\uFFFD.txt"],
    "a name that is not UTF-8 stays",
  );
});

slowTest("500 files at once all go in, once each", async (t) => {
  const service = await startWithInbox(t);
  const inbox = inboxOf(service);
  const before = (await titlesOf(service)).length;
  for (let index = 0; index < 500; index++) await inbox.drop(`f${index}.txt`, `Headline ${index}\n\nText ${index}.`);
  await until(async () => {
    await service.get("/feeds/news.json");
    return (await inbox.list("done")).length === 500;
  });
  t.equal((await inbox.list("done")).length, 500);
  const titles = await titlesOf(service);
  t.equal(titles.length - before, 500);
  t.equal(new Set(titles.filter((title) => title.startsWith("Headline "))).size, 500);
});

slowTest("a file that vanishes and an inbox that is deleted are no error", async (t) => {
  const service = await startWithInbox(t);
  const inbox = inboxOf(service);
  await inbox.drop("gone.txt", "Gone\n\nText.");
  await sleep(60);
  await rm(inbox.at("gone.txt"));
  await rm(inbox.at(), { recursive: true });
  await sleep(75);
  await inbox.drop("new.txt", "New\n\nText.");
  await inbox.filed("done", 1);
  t.same(await inbox.list(), ["done/new.txt"]);
  t.equal((await service.get("/healthz")).status, 200);
});

slowTest("NDJSON longer than a part goes in whole, with the numbers of its lines", async (t) => {
  const service = await startWithInbox(t);
  const inbox = inboxOf(service);
  const line = (index: number) =>
    JSON.stringify({ id: `urn:x:${index}`, title: `T${index}`, summary: "x".repeat(900) });
  const lines = Array.from({ length: 2000 }, (_, index) => (index === 1500 ? "{broken" : line(index)));
  await inbox.drop("many.ndjson", lines.join("\n"));
  await inbox.filed("failed", 2);
  const said = await readFile(inbox.at("failed/many.ndjson.error.txt"), "utf8");
  t.match(said, "many.ndjson: 1 of 2,000 articles");
  t.match(said, "many.ndjson, line 1501\n");
  t.equal(new Set((await exportOf(service)).match(/"id":"urn:x:\d+"/g)).size, 1999);
});
