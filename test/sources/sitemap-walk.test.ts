import { test } from "tap";
import { prepare } from "../../src/article/prepare.ts";
import type { Clock } from "../../src/clock.ts";
import { CourantError } from "../../src/errors.ts";
import type { FetchAnswer, Fetcher } from "../../src/fetch/fetcher.ts";
import { parseSitemap } from "../../src/ingest/sitemap.ts";
import { openRobots } from "../../src/sources/robots.ts";
import { walkSitemap } from "../../src/sources/sitemap-walk.ts";
import { emptyTally } from "../../src/sources/store-articles.ts";
import { testStores } from "../stores/helpers.ts";

type Test = Parameters<typeof testStores>[0];
type Answering = (request: {
  url: string;
  etag: string | undefined;
}) => Partial<Omit<FetchAnswer, "body">> & { body?: string };

const day = 86_400_000;
const start = Date.parse("2026-03-01T00:00:00Z");
const source = { url: "https://a.example/sitemap.xml", every: 1800, most: 10_000 };
const entry = (path: string, modified?: number) => ({
  ...{ url: `https://a.example${path}`, kind: "page" as const },
  ...(modified !== undefined && { modified }),
});

/** A site whose pages are their titles, on a clock that only pauses move. */
async function site(t: Test) {
  const { stores } = await testStores(t);
  let now = start;
  const asked: { at: number; url: string }[] = [];
  const answers = new Map<string, Answering>();
  const clock: Clock = {
    now: () => now,
    sleep: async () => {},
    after(milliseconds, callback) {
      const timer = setImmediate(() => {
        now += milliseconds;
        callback();
      });
      return () => clearImmediate(timer);
    },
  };
  const fetcher: Fetcher = {
    async fetch(url, { headers = {} } = {}) {
      asked.push({ at: now, url });
      const answering = answers.get(url) ?? (() => ({ status: url.endsWith("/robots.txt") ? 404 : 200, body: url }));
      const { body = "", ...rest } = answering({ url, etag: headers["if-none-match"] });
      return { status: 200, url, movedTo: undefined, headers: {}, isWhole: true, ...rest, body: Buffer.from(body) };
    },
    close: async () => {},
  };
  return {
    asked,
    answers,
    paths: () =>
      asked
        .splice(0)
        .map(({ url }) => new URL(url).pathname)
        .filter((path) => path !== "/robots.txt"),
    titles: async () => (await stores.articles.list({ limit: 100 })).articles.map(({ title }) => title),
    pass(milliseconds: number) {
      now += milliseconds;
    },
    async walk(
      listed: Parameters<typeof walkSitemap>[1],
      more: { path?: string; most?: number } = {},
      signal = new AbortController().signal,
    ) {
      const brought = emptyTally();
      let changes = 0;
      const walked = await walkSitemap({ ...source, ...more }, listed, brought, {
        ...{ fetcher, stores, clock, signal, rulesOf: openRobots({ fetcher, clock }) },
        onChanged: () => {
          changes++;
        },
        async parse({ url, bytes }, modified) {
          const text = bytes.toString();
          const entries = parseSitemap(text);
          if (text.startsWith("<") && entries) return { kind: "sitemap", entries };
          if (text === "no article") return { kind: "unreadable", problem: "There is none." };
          const prepared = prepare(
            { url, title: text, date_published: new Date(modified ?? start).toISOString() },
            { baseUrl: url },
          );
          return {
            kind: "page",
            ttl: undefined,
            skipped: 0,
            filtered: 0,
            drafts: [{ where: url, prepared }],
            rejected: [],
          };
        },
      });
      return { ...walked, brought, changes };
    },
  };
}

test("pages that a sitemap lists are asked for once, the newest first, with a pause; then only modified ones", async (t) => {
  const { walk, paths, asked, titles, answers, pass } = await site(t);
  const listed = [entry("/1", start - 3 * day), entry("/2", start - day), entry("/3")];
  t.match(await walk(listed), { waiting: 0, failure: undefined, changes: 3, brought: { created: 3, rejected: [] } });
  t.same(
    asked.map(({ at, url }) => [at - start, new URL(url).pathname]),
    [
      [0, "/robots.txt"],
      [1000, "/2"],
      [2000, "/1"],
      [3000, "/3"],
    ],
  );
  t.strictSame(await titles(), ["https://a.example/3", "https://a.example/2", "https://a.example/1"]);
  paths();
  t.match(await walk(listed), { waiting: 0, changes: 0 });
  t.match(await walk([]), { waiting: 0, changes: 0 });
  t.same(paths(), []);

  answers.set("https://a.example/1", () => ({ body: "One, edited" }));
  t.match(await walk([entry("/1", start), entry("/2", start - 2 * day), entry("/3")]), { brought: { updated: 1 } });
  t.same(paths(), ["/1"]);
  pass(8 * day);
  await walk([]);
  t.same(paths(), ["/3"], "what does not say when it was modified is asked for again after a week");
});

test("pages are asked for what is new alone", async (t) => {
  const { walk, paths, answers } = await site(t);
  const etags: (string | undefined)[] = [];
  answers.set("https://a.example/1", ({ etag }) => {
    etags.push(etag);
    return etag === '"1"' ? { status: 304 } : { body: "One", headers: { etag: '"1"' } };
  });
  await walk([entry("/1", start)]);
  t.match(await walk([entry("/1", start + day)]), { brought: { created: 0, updated: 0, unchanged: 0 } });
  await walk([entry("/1", start + 2 * day)]);
  t.same(etags, [undefined, '"1"', '"1"'], "304 keeps what was said");
  t.same(paths(), ["/1", "/1", "/1"]);
});

test("an index leads to further sitemaps, on its own site alone", async (t) => {
  const { walk, paths, answers, titles } = await site(t);
  const index = parseSitemap(
    "<sitemapindex><sitemap><loc>https://www.a.example/b.xml</loc></sitemap><sitemap><loc>https://evil.example/c.xml</loc></sitemap></sitemapindex>",
  );
  answers.set("https://www.a.example/b.xml", () => ({
    body: "<urlset><url><loc>https://a.example/blog/1</loc></url><url><loc>https://a.example/about</loc></url><url><loc>https://evil.example/2</loc></url></urlset>",
  }));
  t.match(await walk(index ?? [], { path: "/blog/" }), { waiting: 0 });
  t.same(paths(), ["/b.xml", "/blog/1"]);
  await walk([], { path: "/blog/" });
  t.same(paths(), ["/b.xml"], "which of them changed, an index does not say");
  t.strictSame(await titles(), ["https://a.example/blog/1"]);
});

test("robots.txt is obeyed, and its pause kept", async (t) => {
  const { walk, paths, asked, answers } = await site(t);
  answers.set("https://a.example/robots.txt", () => ({ body: "User-agent: *\nDisallow: /private\nCrawl-delay: 10" }));
  const { brought } = await walk([entry("/private/1"), entry("/2"), entry("/3")]);
  t.same(
    asked.map(({ at }) => at - start),
    [0, 10_000, 20_000],
  );
  t.same(paths(), ["/2", "/3"]);
  t.match(brought, {
    created: 2,
    rejected: [{ where: "https://a.example/private/1", error: { detail: /does not allow programs/ } }],
  });
});

test("a site that has enough is left alone, and what is left goes on later", async (t) => {
  const { walk, paths, answers } = await site(t);
  const listed = ["/1", "/2", "/3", "/4", "/5"].map((path, index) => entry(path, start - index * day));
  answers.set("https://a.example/2", () => ({ status: 429, headers: { "retry-after": "60" } }));
  t.match(await walk(listed), {
    ...{ waiting: 4, brought: { created: 1 } },
    failure: { error: "https://a.example/2 answered 429.", headers: { "retry-after": "60" } },
  });
  t.same(paths(), ["/1", "/2"]);
  answers.set("https://a.example/2", () => ({ status: 500 }));
  t.match(await walk([]), { waiting: 1, brought: { created: 3 } });
  t.same(paths(), ["/2", "/3", "/4", "/5"], "one page that fails is no reason to end");
  for (let again = 0; again < 5; again++) await walk([]);
  t.same(paths(), ["/2", "/2", "/2"], "but five failures are enough");
  answers.delete("https://a.example/2");
  t.match(await walk([entry("/2", start + day)]), { waiting: 0, brought: { created: 1 } });
});

test("where each page fails, it ends after three", async (t) => {
  const { walk, paths, answers } = await site(t);
  const listed = Array.from({ length: 9 }, (_, index) => entry(`/${index}`, start - index));
  for (const { url } of listed) answers.set(url, () => ({ status: 500 }));
  t.match(await walk(listed), { waiting: 9, failure: { error: "https://a.example/2 answered 500." } });
  t.same(paths(), ["/0", "/1", "/2"]);
});

test("where nobody is there, it ends after three", async (t) => {
  const { walk, paths, answers } = await site(t);
  const listed = Array.from({ length: 9 }, (_, index) => entry(`/${index}`, start - index));
  for (const { url } of listed) {
    answers.set(url, () => {
      throw new CourantError("FETCH_FAILED", "nobody is there");
    });
  }
  t.match(await walk(listed), { waiting: 9, failure: { error: "nobody is there" } });
  t.same(paths(), ["/0", "/1", "/2"]);
});

test("a page that is gone, refused or no article is not asked for again", async (t) => {
  const { walk, paths, answers } = await site(t);
  answers.set("https://a.example/gone", () => ({ status: 404 }));
  answers.set("https://a.example/none", () => ({ body: "no article" }));
  answers.set("https://a.example/refused", () => {
    throw new CourantError("FETCH_REFUSED", "it redirects into your network");
  });
  t.match(await walk([entry("/gone"), entry("/none"), entry("/refused")]), { waiting: 0, brought: { created: 0 } });
  paths();
  await walk([entry("/gone"), entry("/none"), entry("/refused")]);
  t.same(paths(), []);
});

test("it ends at once when it is called off, and goes on from there", async (t) => {
  const { walk, paths, answers } = await site(t);
  const stopping = new AbortController();
  answers.set("https://a.example/2", () => {
    stopping.abort();
    return { body: "Two" };
  });
  const listed = ["/1", "/2", "/3"].map((path, index) => entry(path, start - index * day));
  await t.rejects(walk(listed, {}, stopping.signal), { name: "AbortError" });
  t.same(paths(), ["/1", "/2"]);
  t.match(await walk([]), { waiting: 0, brought: { created: 1 } });
  t.same(paths(), ["/3"]);
});

test("when the newest pages are here, older ones are not taken", async (t) => {
  const { walk, titles } = await site(t);
  const listed = ["/1", "/2", "/3", "/4", "/5"].map((path, index) => entry(path, start - index * day));
  t.match(await walk(listed, { most: 2 }), {
    waiting: 0,
    changes: 2,
    brought: { created: 2, surplus: 3, rejected: [] },
  });
  t.strictSame(await titles(), ["https://a.example/1", "https://a.example/2"]);
  t.match(await walk([entry("/new", start + day)], { most: 2 }), { brought: { created: 1, surplus: 0 } });
});
