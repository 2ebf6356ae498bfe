import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Test } from "tap";
import { request } from "undici";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { canary, crawl, type Found, get, leakingFiles, leaks, ways } from "./canary-crawl.ts";
import { place, startProcess } from "./process.ts";

const base = "https://feeds.example";
const token = "a-token-for-tests-only";

const configText = (purge: string) => `
site: { title: Test Site, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
serving: { openMetrics: true, downloadsPerHour: 0 }
deltas: all
perTag: true
perAuthor: true
perLanguage: true
purge: [{ kind: request, url: "${purge}", body: "{urlsJson}" }]
channels:
  - { slug: gold, title: "Gold canary", description: "The golden canary", access: private, select: { tags: [goldcanary] } }
  - { slug: silent-canary, title: Canary, description: Canary, access: private, select: { search: canaryword } }
  - { slug: canary-podcast, title: Canary, description: Everything again, access: private }
  - { slug: news, title: News, description: Everything, limit: 2 }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] } }
  - { slug: zebras, title: Zebras, description: By search, select: { search: zebra } }
moved: { old-canary: gold }
`;

/** A canary in every field. */
const secret = {
  title: "A canary about a zebra",
  summary: "Canary summary",
  authors: [{ name: "Canary Author", url: "https://canary.example/author" }],
  image: "https://canary.example/picture.png",
  attachments: [{ url: "https://canary.example/sound.mp3", mime_type: "audio/mpeg", size_in_bytes: 5 }],
};

const guesses = [
  ...["/feeds/gold", "/feeds/gold.rss", "/feeds/gold.atom", "/feeds/gold.json", "/feeds/GOLD.rss", "/feeds/Gold"],
  ...["/feeds/%67old.rss", "/feeds/gold/", "/feeds/gold.rss?x=1", "/feeds/gold/archive/1.rss", "/feeds/gold.opml"],
  ...[
    "/feeds/gold/archive/1/next.rss",
    "/feeds/silent-canary.rss",
    "/feeds/canary-podcast.rss",
    "/feeds/old-canary.rss",
  ],
  ...[
    "/feeds/tag-goldcanary.rss",
    "/feeds/tag-goldcanary",
    "/feeds/author-canary-author.json",
    "/feeds/language-haw.rss",
  ],
  ...[
    "/articles/canary-a",
    "/articles/CANARY-A",
    "/articles/%63anary-a",
    "/articles/canary-mover",
    "/articles/canary-b",
  ],
  ...["/private/x.y/feeds/gold.rss", "/private/gold.gold/articles/canary-a", "/.private/gold.rss", "/gold.rss"],
  ...["/feeds/.private/gold.rss", "/feeds/%2e%70rivate/gold.rss", "/media/.private", "/feeds/../.private/gold.rss"],
];

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** A cache that is told what to purge. */
async function startCache(t: Test) {
  const told: string[] = [];
  const server = createServer((incoming, answer) => {
    incoming.setEncoding("utf8").on("data", (text) => told.push(text));
    incoming.on("end", () => answer.end());
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  t.teardown(() => server.close());
  return { told, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function startHere(t: Test) {
  const cache = await startCache(t);
  const where = await place(t, configText(cache.url));
  where.env = { ...where.env, BASE_URL: base, ADMIN_TOKEN: token, LOG_LEVEL: "debug" };
  const service = await startProcess(t, where);
  const { url } = service;
  async function admin(method: "POST" | "PUT" | "PATCH" | "DELETE" | "GET", path: string, body?: unknown) {
    const answer = await request(`${url}/admin${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": Buffer.isBuffer(body) ? "image/png" : "application/json" }),
      },
      ...(body !== undefined && { body: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
  const publish = () => admin("POST", "/regenerate", {});
  return { ...service, ...cache, serviceUrl: url, admin, publish, feeds: where.env.FEEDS_DIR ?? "" };
}

type Here = Awaited<ReturnType<typeof startHere>>;

/** Looks for the canary in everything that everybody may read, in all ways. @returns the paths that exist */
async function checkPublic(t: Test, { serviceUrl, feeds, err, out }: Here, when: string, more: readonly string[] = []) {
  const found = await crawl(serviceUrl, base);
  const leaking: string[] = [];
  const asked = [...new Set([...found.keys(), ...guesses, ...more])];
  const known = new Set(asked);
  for (const path of asked) {
    for (const way of ways) {
      const answer = await get(serviceUrl, path, way);
      leaking.push(...leaks(path, answer));
      const isSecret = !found.has(path) && (answer.status < 300 || [301, 304, 410].includes(answer.status));
      if (isSecret && known.has(path) && canary.test(path)) leaking.push(`${answer.status} ${path}`);
    }
    leaking.push(...leaks(path, await get(serviceUrl, path, {}, "HEAD")));
  }
  t.strictSame([...new Set(leaking)], [], `${when}: no answer`);
  t.strictSame(await leakingFiles(feeds), [], `${when}: no file that a web server serves`);
  const logged = `${err()}${out()}`.split("\n").filter((line) => canary.test(line));
  t.strictSame(logged, [], `${when}: no line of the log`);
  return found;
}

slowTest("no public byte, log or metric has anything of an exclusive article", async (t) => {
  const here = await startHere(t);
  const { serviceUrl, admin, publish } = here;
  const media = await admin("POST", "/media?name=canary.png", png);
  const mediaPath = new URL(media.url).pathname;
  for (let index = 0; index < 9; index++) {
    const date_published = new Date(Date.parse("2026-01-01") + index * 3_600_000).toISOString();
    const tags = index % 2 === 0 ? ["tech"] : [];
    await admin("POST", "/articles", {
      id: `plain-${index}`,
      title: `Zebra ${index}`,
      content_html: "<p>Text</p>",
      tags,
      date_published,
    });
  }
  const content_html = `<p>The canary sings.</p><img src="${media.url}">`;
  await admin("POST", "/articles", {
    ...secret,
    id: "canary-a",
    content_html,
    tags: ["goldcanary", "tech"],
    language: "haw",
  });
  await admin("POST", "/articles", {
    ...secret,
    id: "canary-b",
    content_html: "<p>A canaryword.</p>",
    tags: ["tech"],
    authors: [],
  });
  const movable = { id: "canary-mover", title: "A canary zebra", content_html: "<p>It moves.</p>" };
  await admin("POST", "/articles", { ...movable, tags: ["goldcanary"], date_published: "2026-01-01T02:30:00Z" });
  await admin("POST", "/articles", {
    id: "canary-url",
    url: "https://canary.example/",
    title: "Canary",
    tags: ["goldcanary"],
  });
  await publish();
  await checkPublic(t, here, "from the first moment");

  const subscriber = await admin("POST", "/subscribers", { channel: "gold", name: "Ann" });
  const own = (path: string) => new URL(subscriber.urls.rss).pathname.replace("/feeds/gold.rss", path);
  await until(async () => (await get(serviceUrl, own("/feeds/gold.rss"))).status === 200);
  const rss = await get(serviceUrl, own("/feeds/gold.rss"));
  t.match(rss.text, /<itunes:block>Yes<\/itunes:block>/);
  t.match(rss.text, /xmlns:itunes="http:\/\/www.itunes.com\/dtds\/podcast-1.0.dtd"/);
  t.match(rss.text, /The canary sings/);
  t.notMatch(rss.text + JSON.stringify(rss.headers), /hub/);
  t.notMatch(Object.keys(rss.headers), ["surrogate-key"]);
  t.equal((await get(serviceUrl, own("/articles/canary-a"))).status, 200);
  t.equal((await get(serviceUrl, own("/articles/plain-1"))).status, 308, "a public page is at its public address");
  const authorization = `Basic ${Buffer.from(`${subscriber.username}:${subscriber.password}`).toString("base64")}`;
  t.equal((await get(serviceUrl, mediaPath)).status, 401);
  const picture = await get(serviceUrl, mediaPath, { authorization });
  t.match(picture, { status: 200, headers: { "cache-control": /^private/, "x-robots-tag": "noindex" } });
  t.equal(picture.headers["access-control-allow-origin"], undefined);
  t.equal((await get(serviceUrl, own(mediaPath))).status, 200);
  t.equal((await get(serviceUrl, own(mediaPath).replace(/\.[\w-]+(?=\/media)/, ".wrong"))).status, 404);
  t.equal((await get(serviceUrl, "/articles/canary-b", { authorization })).status, 401, "of another channel");
  t.equal((await get(serviceUrl, "/articles/canary-mover", { authorization })).status, 200);

  await moveOutAndIn(t, here, movable);
  t.strictSame(
    here.told.filter((text) => /gold|canary-[ab]/.test(text)),
    [],
    "no cache is told of it",
  );
});

/** Publishes a withheld article, and withdraws it again. Former states, addresses and validators tell nothing of it then. */
async function moveOutAndIn(t: Test, here: Here, movable: object) {
  const { serviceUrl, admin, publish } = here;
  await admin("PATCH", "/articles/canary-mover", { tags: ["canarytag", "tech"], authors: [{ name: "Canary Person" }] });
  await publish();
  const open = await crawl(serviceUrl, base);
  const showing = [...open].filter(([path, answer]) => leaks(path, answer).length > 0).map(([path]) => path);
  for (const path of ["/", "/feeds.opml", "/sitemap.xml", "/feeds/zebras.atom", "/articles/canary-mover"]) {
    t.ok(showing.includes(path), `${path} shows the public article`);
  }
  t.ok(
    showing.some((path) => path.startsWith("/feeds/news/archive/")),
    "an archive shows it",
  );
  t.ok(open.has("/feeds/tag-canarytag"), "it has a channel for its tag");
  await admin("PATCH", "/articles/canary-mover", { ...movable, tags: ["goldcanary", "canarytag", "tech"] });
  await publish();
  await checkPublic(
    t,
    here,
    "after it moved into an exclusive channel",
    showing.filter((path) => !path.startsWith("/articles/")),
  );
  const again = await askAgain(serviceUrl, open);
  t.strictSame(again, [], "no former validator brings anything of it");
  t.match(here.told.join("\n"), /articles\/canary-mover/, "caches are told that the public page is gone");

  await admin("PATCH", "/channels/tech", { access: "private" });
  await publish();
  const closed = await crawl(serviceUrl, base);
  t.notOk([...closed].some(([path, { text }]) => path.startsWith("/feeds/tech") || text.includes("plain-2")));
  t.match(await get(serviceUrl, "/feeds/tech.rss"), { status: 401 });
  t.match(await get(serviceUrl, "/feed"), { status: 308, headers: { location: "/feeds/news.rss" } });
  await admin("PATCH", "/channels/tech", { exclusive: false });
  await publish();
  t.match(
    (await get(serviceUrl, "/articles/plain-2")).status,
    200,
    "articles of a channel that is not exclusive are public",
  );
  await admin("DELETE", "/articles/canary-a");
  await publish();
  await checkPublic(t, here, "after one was deleted");
}

/** Requests everything again with the validators of its former state. */
async function askAgain(url: string, former: ReadonlyMap<string, Found>): Promise<string[]> {
  const leaking: string[] = [];
  for (const [path, { headers }] of former) {
    const conditions = { "if-none-match": headers.etag ?? '"x"', "if-modified-since": headers["last-modified"] ?? "" };
    for (const way of [...ways, { "a-im": "feed, gzip" }]) {
      const answer = await get(url, path, { ...way, ...conditions });
      leaking.push(...leaks(path, answer));
      if (answer.status === 304 && canary.test(path)) leaking.push(`304 ${path}`);
    }
  }
  return leaking;
}
