import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { openFeedsDir } from "../../src/published/files.ts";
import type { Run } from "../../src/stores/runs.ts";
import { configText, json, standingClock, startService, type TestService } from "../service.ts";
import { until } from "../until.ts";

const start = "2026-09-02T10:00:00Z";

/** Every file in FEEDS_DIR with a checksum of its bytes and, for documents, its mtime: the Last-Modified. */
async function filesOf({ folder }: TestService): Promise<Record<string, string>> {
  const feeds = join(folder, "feeds");
  const files: Record<string, string> = {};
  for (const entry of await readdir(feeds, { recursive: true, withFileTypes: true })) {
    // Bytes that were replaced are kept for a moment. A file with a dot is the lock of the process that publishes.
    if (!entry.isFile() || entry.parentPath.endsWith(".replaced") || entry.name.startsWith(".")) continue;
    const file = join(entry.parentPath, entry.name);
    const { mtimeMs } = await stat(file);
    const checksum = createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
    files[file.slice(feeds.length + 1)] = entry.name === "manifest.json" ? checksum : `${checksum} ${mtimeMs}`;
  }
  return files;
}

/** All but the manifest and its journal, which say of which run they are. */
const documentsIn = (files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith("manifest.")));

const paths = [
  "/feeds/news.rss",
  "/feeds/news.atom",
  "/feeds/news.json",
  "/feeds/tech.rss",
  "/feeds/news",
  "/",
  "/feeds.opml",
];

async function validatorsOf(service: TestService): Promise<unknown> {
  const answers = await Promise.all(paths.map((path) => service.get(path, { "accept-encoding": "gzip" })));
  return answers.map(({ headers }, index) => [paths[index], headers.etag, headers["last-modified"]]);
}

async function regenerate(service: TestService, body: unknown = {}): Promise<Run> {
  return json(await service.admin("POST", "/regenerate", body));
}

test("same articles, same bytes: twice, with force, across a restart, after FEEDS_DIR was emptied", async (t) => {
  const clock = standingClock(start);
  let service = await startService(t, { clock });
  await service.admin("POST", "/articles", {
    id: "urn:x:1",
    title: "One",
    content_html: "<p>Text</p>",
    tags: ["tech"],
  });
  await regenerate(service);
  const files = await filesOf(service);
  const validators = await validatorsOf(service);
  t.ok(files["news.rss"] && files["manifest.json"]);

  clock.move(3_600_000);
  t.same((await regenerate(service)).documents.changed, []);
  const forced = await regenerate(service, { force: true });
  t.same(forced.documents.changed, []);
  t.ok(forced.documents.unchanged > 12);
  t.same(await filesOf(service), files);

  service = await service.restart();
  t.same(await validatorsOf(service), validators);
  await regenerate(service, { force: true });
  t.same(await filesOf(service), files);

  await service.stop();
  for (const name of await readdir(join(service.folder, "feeds"))) {
    if (!name.startsWith("manifest.")) await rm(join(service.folder, "feeds", name), { recursive: true });
  }
  service = await service.restart();
  t.same(
    documentsIn(await filesOf(service)),
    documentsIn(files),
    "made again from the collection, with the validators the manifest remembers",
  );
});

test("a change moves ETag and Last-Modified together, only where it shows", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  await service.admin("POST", "/articles", {
    id: "urn:x:1",
    title: "One",
    tags: ["politics"],
    content_html: "<p>1</p>",
  });
  await regenerate(service);
  const before = await service.get("/feeds/news.rss");
  const techBefore = await service.get("/feeds/tech.rss");
  await service.admin("PATCH", "/articles/urn:x:1", { title: "One, corrected" });
  await regenerate(service);
  const { runs } = json<{ runs: Run[] }>(await service.admin("GET", "/runs?limit=2"));
  const changed = runs.flatMap(({ documents }) => documents.changed);
  const after = await service.get("/feeds/news.rss");
  t.not(after.headers.etag, before.headers.etag);
  t.ok(
    Date.parse(String(after.headers["last-modified"])) > Date.parse(String(before.headers["last-modified"])),
    "later, although both changes fell into one second",
  );
  t.same((await service.get("/feeds/tech.rss")).headers["last-modified"], techBefore.headers["last-modified"]);
  t.notOk(changed.some((path) => path.includes("tech")));
  t.ok(changed.includes("/feeds/short.rss"));
});

test("Last-Modified never goes backwards and is never in the future, even when the clock is set back", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  await service.admin("POST", "/articles", { id: "urn:x:1", title: "One" });
  await regenerate(service);
  const before = await service.get("/feeds/news.rss");
  clock.move(-86_400_000);
  await service.admin("POST", "/articles", { id: "urn:x:2", title: "Two", date_published: "2020-01-01" });
  await regenerate(service);
  const early = await service.get("/feeds/news.rss");
  t.not(early.headers.etag, before.headers.etag);
  t.equal(early.headers["last-modified"], undefined, "not yet true, so not said");
  clock.move(2 * 86_400_000);
  const late = await service.get("/feeds/news.rss");
  t.ok(Date.parse(String(late.headers["last-modified"])) > Date.parse(String(before.headers["last-modified"])));
});

test("documents in FEEDS_DIR are served after a restart; broken files are noticed and made again", async (t) => {
  const clock = standingClock(start);
  let service = await startService(t, { clock });
  await service.admin("POST", "/articles", { id: "urn:x:1", title: "One", content_html: "<p>Text</p>".repeat(100) });
  await regenerate(service);
  const files = await filesOf(service);
  const feeds = join(service.folder, "feeds");
  await service.stop();
  await writeFile(join(feeds, "news.rss"), "<rss>torn");
  await rm(join(feeds, "news.atom.br"));
  await writeFile(join(feeds, "news.json.0a1b2c3d-0000-4000-8000-000000000000.tmp"), "left over");
  service = await service.restart();
  t.same(documentsIn(await filesOf(service)), documentsIn(files), "nothing is left over, nothing is missing");
  t.match((await service.get("/feeds/news.rss")).body.toString(), "<title>One</title>");

  await service.stop();
  await writeFile(join(feeds, "manifest.json"), '{"version":1,"documents":[{"file":"../../etc/passwd"}]}');
  service = await service.restart();
  t.equal((await service.get("/feeds/news.rss")).status, 200, "a broken manifest is made again too");
});

test("a channel that fails keeps its last good documents, is named in the run, and does not stop the others", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  await service.admin("POST", "/articles", { id: "urn:x:1", title: "One", tags: ["tech"], content_html: "<p>1</p>" });
  await regenerate(service);
  const good = await service.get("/feeds/tech.rss");
  const feeds = join(service.folder, "feeds");
  // A folder that is not empty stands where the file has to go.
  await rm(join(feeds, "tech.rss"));
  await mkdir(join(feeds, "tech.rss", "in-the-way"), { recursive: true });
  await service.admin("PATCH", "/articles/urn:x:1", { title: "One, corrected" });
  const run = await regenerate(service);
  t.equal(run.state, "failed");
  t.match(run.documents.failed, [{ what: "tech", error: /tech\.rss/ }]);
  t.same((await service.get("/feeds/tech.rss")).body, good.body);
  t.match((await service.get("/feeds/news.rss")).body.toString(), "One, corrected");

  await rm(join(feeds, "tech.rss"), { recursive: true });
  t.equal((await regenerate(service)).state, "done", "the next run makes up for it");
  t.match((await service.get("/feeds/tech.rss")).body.toString(), "One, corrected");
});

test("published documents are found again without complaint, whatever ids their articles have", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  const ids = [
    "urn:x:1",
    "tag:example.org,2026:a_b-c.d",
    "plain",
    "~",
    "../up",
    "Ünï",
    "a b",
    "x".repeat(250),
    "a..html",
  ];
  for (const id of ids) {
    const { status } = await service.admin("POST", "/articles", { id, title: id });
    t.equal(status, 201, id);
  }
  await regenerate(service);
  await service.stop();
  const { problems, snapshot } = await openFeedsDir(join(service.folder, "feeds")).load();
  t.strictSame(problems, []);
  for (const id of ids) t.ok(snapshot.documents.has(`/articles/${id}`), id);
});

test("a channel that could never be made yet is answered 503, which nobody keeps, and not 404", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  const feeds = join(service.folder, "feeds");
  await service.stop();
  await rm(feeds, { recursive: true });
  await mkdir(join(feeds, "tech.rss", "in-the-way"), { recursive: true });
  const restarted = await service.restart();
  const failing = await restarted.get("/feeds/tech.rss");
  t.same([failing.status, failing.headers["cache-control"]], [503, "no-store"]);
  t.ok(failing.headers["retry-after"]);
  t.equal((await restarted.get("/feeds/news.rss")).status, 200);
});

test("a future-dated article appears when it is due, and max-age never reaches past that", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  await service.admin("POST", "/articles", {
    id: "urn:x:1",
    title: "Later",
    date_published: new Date(clock.now() + 2000).toISOString(),
  });
  await regenerate(service);
  const before = await service.get("/feeds/news.rss");
  t.notMatch(before.body.toString(), "Later");
  const [, maxAge] = /max-age=(\d+)/.exec(String(before.headers["cache-control"])) ?? [];
  t.equal(maxAge, "2");
  t.equal((await service.get("/articles/urn:x:1")).status, 404);
  const runs = async () => json<{ runs: Run[] }>(await service.admin("GET", "/runs")).runs;
  await until(async () => (await runs()).some((run) => run.causes.includes("change") && run.state === "done"));
  clock.move(2000);
  await until(async () => (await service.get("/feeds/news.rss")).body.includes("Later"));
  const after = await service.get("/feeds/news.rss");
  t.match(after.body.toString(), "Later");
  t.match(after.headers["cache-control"], "max-age=300");
  t.match((await runs())[0]?.causes, ["due"]);
});

test("channels that leave the configuration leave FEEDS_DIR, retired ones are 410, moved ones 301", async (t) => {
  let service = await startService(t, { clock: standingClock(start) });
  t.equal((await service.get("/feeds/tech.rss")).status, 200);
  const config = configText.replace(/^.*slug: tech.*\n/m, "").replace("[podcast]", "[podcast, tech]");
  service = await service.restart({ config });
  t.equal((await service.get("/feeds/tech.rss")).status, 410);
  t.notOk(Object.keys(await filesOf(service)).some((name) => name.startsWith("tech.")));
  t.notMatch((await service.get("/feeds.opml")).body.toString(), "tech");
});

test("a format's media type can be another one; the links still name its own", async (t) => {
  const config = `${configText}serving: { mediaTypes: { rss: text/xml } }\n`;
  const service = await startService(t, { clock: standingClock(start), config });
  const rss = await service.get("/feeds/news.rss");
  t.equal(rss.headers["content-type"], "text/xml; charset=utf-8");
  t.match(rss.headers.link, 'rel="self"; type="application/rss+xml"');
  t.equal((await service.get("/feeds/news.atom")).headers["content-type"], "application/atom+xml; charset=utf-8");
});
