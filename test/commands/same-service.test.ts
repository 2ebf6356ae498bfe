import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { pictures } from "../media/pictures.ts";
import { addWebhook, deliveriesOf, pushConfig, startReceiver } from "../push/receiver.ts";
import { json, standingClock, startService, type TestService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { elsewhere, type Listed } from "../sources/elsewhere.ts";
import { until } from "../until.ts";
import { upload } from "../uploads/helpers.ts";
import { type Place, place, run } from "./process.ts";

const opml = (url: string) =>
  `<opml version="2.0"><head/><body><outline text="Elsewhere" type="rss" xmlUrl="${url}"/></body></opml>`;

/** Addresses of every kind: documents in all formats, pages, media, what is gone and what moved. */
const paths = (media: string) => [
  ...["rss", "atom", "json"].flatMap((format) => ["news", "tech", "short"].map((slug) => `/feeds/${slug}.${format}`)),
  ...["/", "/feeds.opml", "/feeds/news", "/articles/urn:x:1", "/articles/urn:x:2", "/articles/urn:x:gone"],
  ...["/feeds/podcast.rss", "/feeds/latest.rss", media],
];

type Seen = Record<string, { status: number; etag: unknown; modified: unknown; location: unknown; body: string }>;

async function look(service: TestService, media: string): Promise<Seen> {
  const seen: Seen = {};
  for (const path of paths(media)) {
    const { status, headers, body } = await service.get(path);
    const { etag, "last-modified": modified, location } = headers;
    seen[path] = { status, etag, modified, location, body: body.toString("base64") };
  }
  return seen;
}

/** Everything that the admin API says of what an operator has made. */
async function describe(service: TestService, webhook: string) {
  const get = async <Shape>(path: string) => {
    const answer = await service.admin("GET", path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return json<Shape>(answer);
  };
  type Stats = { requests: { total: number }; media: unknown };
  type Audit = { entries: { action: string }[] };
  const { sources } = await get<Listed>("/sources");
  const stats = await get<Stats>("/stats?from=2026-09-01&to=2026-09-01");
  const { entries } = await get<Audit>("/audit");
  return {
    revisions: await get("/articles/urn:x:1/revisions"),
    first: await get("/articles/urn:x:1/revisions/1"),
    draft: await get("/articles/urn:x:2/draft"),
    gone: await get("/articles/urn:x:gone/revisions"),
    drafts: await get("/articles?state=draft"),
    media: await get("/media"),
    tokens: await get("/tokens"),
    channels: await get("/channels"),
    webhooks: await get("/webhooks"),
    deliveries: (await deliveriesOf(service, webhook)).map(({ n, event, state }) => ({ n, event, state })),
    audit: entries.filter(({ action }) => action !== "collection.restored"),
    sources: sources.map(({ url, kept, failures }) => ({ url, kept, failures })),
    requests: stats.requests,
  };
}

async function startAt(t: Test, { env }: Place, clock: ReturnType<typeof standingClock>): Promise<TestService> {
  return startService(t, { clock, env: { ...env, BASE_URL: "https://feeds.example", LOG_LEVEL: "silent" } });
}

slowTest("a service that is restored on an empty machine is the same to readers, editors and programs", async (t) => {
  const other = await elsewhere(t);
  const receiver = await startReceiver(t);
  const clock = standingClock("2026-09-01T10:00:00Z");
  const old = await place(t, `${pushConfig}subscriptions: [{ file: lists/feeds.opml }]\n`);
  await mkdir(join(old.folder, "config", "lists"));
  await writeFile(join(old.folder, "config", "lists", "feeds.opml"), opml(`${other.url}/feed`));
  other.serve([{ id: "https://e.example/1", url: "https://e.example/1", title: "From elsewhere" }], '"one"');
  let service = await startAt(t, old, clock);

  const { url: media } = json<{ url: string }>(await upload(service, pictures.png.bytes, "one.png"));
  const mediaPath = new URL(media).pathname;
  const write = (id: string, article: object) => service.admin("PUT", `/articles/urn:x:${id}`, article);
  await write("1", { title: "One", tags: ["tech"], content_html: `<p><img src="${media}" alt="A"></p>` });
  await write("2", { title: "Two" });
  await write("gone", { title: "Gone" });
  clock.move(60_000);
  await write("1", { title: "One, again", tags: ["tech"], content_html: `<p><img src="${media}" alt="A"></p>` });
  await service.admin("PUT", "/articles/urn:x:2/draft", { title: "Two as a draft" });
  await service.admin("DELETE", "/articles/urn:x:gone");
  const made = json<{ token: string }>(
    await service.admin("POST", "/tokens", { name: "ann", scopes: ["read", "write"] }),
  );
  const { id: webhook } = await addWebhook(service, { url: `${receiver.url}/hook` });
  await write("3", { title: "Three" });
  await receiver.wait("article.published");
  await until(async () => (await deliveriesOf(service, webhook)).every(({ state }) => state === "delivered"));
  await service.admin("POST", "/sources/poll", {});
  await until(async () => json<Listed>(await service.admin("GET", "/sources")).sources[0]?.kept === 1);
  clock.move(60_000);
  await service.admin("POST", "/regenerate", {});
  const seen = await look(service, mediaPath);
  t.same(
    Object.values(seen).map(({ status }) => status),
    [...Array(14).fill(200), 410, 410, 301, 200],
  );
  const described = await describe(service, webhook);
  t.ok(described.requests.total > 0 && described.deliveries.length > 0 && described.audit.length > 5);

  const file = join(old.folder, "courant-backup.tar");
  const backup = await run(old, ["backup", "--json", file]);
  t.equal(backup.code, 0, backup.err);
  t.match(JSON.parse(backup.out), { articles: 4, media: 1, problems: [] });
  await service.stop();

  clock.move(86_400_000);
  const fresh = await place(t);
  const at = (name: string) => join(fresh.folder, "new", name);
  const env = { ...fresh.env, CONFIG_FILE: at("config/courant.yaml"), DATA_DIR: at("data"), FEEDS_DIR: at("feeds") };
  const restored = await run({ ...fresh, env: { ...env, BASE_URL: "https://feeds.example" } }, [
    "restore",
    "--json",
    file,
  ]);
  t.equal(restored.code, 0, restored.err);
  t.match(JSON.parse(restored.out), { articles: 4, media: 1, kept: null, configuration: "restored", notices: [] });
  for (const name of ["courant.yaml", "lists/feeds.opml"]) {
    t.same(await readFile(at(`config/${name}`)), await readFile(join(old.folder, "config", name)), name);
  }
  t.notOk((await readdir(at("data"))).some((name) => name.includes("restor")));

  const asked = other.asked.length;
  const news = async () => (await service.get("/feeds/news.json")).body.toString();
  service = await startAt(t, { ...fresh, env }, clock);
  t.same(await look(service, mediaPath), seen, "the same bytes and validators");
  t.same(await describe(service, webhook), described);
  const list = await service.get("/admin/articles", { authorization: `Bearer ${made.token}` });
  t.equal(list.status, 200, "an old token is valid");
  await service.admin("POST", "/sources/poll", {});
  await until(() => other.asked.length > asked);
  t.equal(other.asked.at(-1)?.headers["if-none-match"], '"one"', "the source is asked as before");
  t.equal((await service.admin("POST", "/articles/urn:x:gone/restore", {})).status, 201);
  t.equal((await service.admin("POST", "/articles/urn:x:2/draft/publish", {})).status, 200);
  await until(async () => {
    const shown = await news();
    return ["Two as a draft", "Gone"].every((title) => shown.includes(title));
  });
  await until(() => receiver.received.some(({ data }) => data.title === "Two as a draft"));
  t.equal((await service.admin("GET", "/articles", undefined, { authorization: `Bearer ${token}x` })).status, 401);
});
