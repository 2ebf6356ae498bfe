import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { test } from "tap";
import { request } from "undici";
import { restrictedCases, restrictedMembers } from "../ingest/restricted.ts";
import { listenInTest, token } from "../service.ts";
import { isQuick, slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { place, run, startProcess } from "./process.ts";
import { startPlace } from "./start-place.ts";

const page = (head: string, word: string) =>
  `<!doctype html><html lang="en"><head><title>${word} page</title>${head}</head><body><article><h1>${word} page</h1>${`<p>${word} words of a page that are many enough to be an article by themselves.</p>`.repeat(5)}</article></body></html>`;

/** Restricted pages by path, and an open one. */
const pages: Record<string, { html: string; robots?: string }> = {
  "/robots": { html: page('<meta name="robots" content="noindex, follow">', "SECRET") },
  "/googlebot": { html: page('<meta name="Googlebot" content="NONE">', "SECRET") },
  "/header": { html: page("", "SECRET"), robots: "noindex" },
  "/one-bot": { html: page("", "SECRET"), robots: "otherbot: noindex, nofollow" },
  "/paid": {
    html: page('<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>', "SECRET"),
  },
  "/locked": { html: page('<meta property="article:content_tier" content="locked">', "SECRET") },
  "/open": { html: page('<meta name="robots" content="index, follow">', "OPEN"), robots: "all" },
};

/** A case of each kind of input takes seconds, all of them a minute. test/ingest/restriction.test.ts always reads all. */
const cases = isQuick ? restrictedCases.filter((_, index) => index % 8 === 0) : restrictedCases;

test("no restricted article gets out, whichever way it comes in", async (t) => {
  let origin = "";
  const site = createServer(({ url = "" }, response) => {
    const found = pages[url];
    if (url === "/sitemap.xml") {
      const locations = Object.keys(pages).map((path) => `<url><loc>${origin}${path}</loc></url>`);
      response.setHeader("content-type", "application/xml");
      return response.end(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${locations.join("")}</urlset>`);
    }
    if (!found) return response.writeHead(404).end();
    if (found.robots !== undefined) response.setHeader("x-robots-tag", found.robots);
    response.setHeader("content-type", "text/html");
    return response.end(found.html);
  });
  origin = `http://127.0.0.1:${await listenInTest(t, site)}`;
  const here = await place(
    t,
    `
site: { title: Test Site, url: "https://site.example/", language: en }
fetching: { allow: [127.0.0.1], media: false }
serving: { openMetrics: true }
sources: [{ url: "${origin}/sitemap.xml" }]
channels: [{ slug: news, title: News, description: Everything, limit: 2 }]
perTag: true
`,
  );
  Object.assign(here.env, { ADMIN_TOKEN: token, LOG_LEVEL: "trace" });
  const service = await startPlace(t, here);
  const ask = async (path: string, headers: Record<string, string> = {}, options: object = {}) => {
    const { statusCode, body } = await request(service.url + path, { headers, ...options });
    return { status: statusCode, body: await body.text() };
  };
  const admin = { authorization: `Bearer ${token}` };
  const first = await request(`${service.url}/feeds/news.rss`, { headers: { "user-agent": "newsboat/2.21.0" } });
  await first.body.dump();
  const etag = String(first.headers.etag);

  for (const [index, { file, text, isMixed, name }] of cases.entries()) {
    // Names of their own: a file that was imported before is brought up to date.
    const query = new URLSearchParams({ name: file.replace(/([^/\\]+)$/, `${isMixed ? "" : index}$1`) });
    if (/draft_/.test(file)) query.set("name", file);
    const { body } = await ask(`/admin/import?${query}`, admin, { method: "POST", body: text });
    const { created, updated, unchanged, skipped, rejected } = JSON.parse(body);
    t.same([created + updated + unchanged, skipped + rejected], [isMixed ? 1 : 0, 1], `${name}: ${body.slice(0, 300)}`);
    const path = join(here.env.DATA_DIR ?? "", "inbox", String(index), file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  for (const [, members] of restrictedMembers) {
    const body = JSON.stringify({ id: "SECRET-id", title: "SECRET", content_text: "SECRET words", ...members });
    const sent = await ask(
      "/admin/articles",
      { ...admin, "content-type": "application/json" },
      { method: "POST", body },
    );
    t.match(sent, { status: 422, body: /not meant for everybody/ }, body);
  }
  const inbox = join(here.env.DATA_DIR ?? "", "inbox");
  const filed = async () =>
    (await readdir(inbox, { recursive: true, withFileTypes: true })).filter(
      ({ parentPath, name }) => /\/(?:done|failed)\b/.test(parentPath) && cases.some(({ file }) => file.endsWith(name)),
    ).length;
  await until(async () => (await filed()) === cases.length);
  await ask("/admin/sources/poll", { ...admin, "content-type": "application/json" }, { method: "POST", body: "{}" });
  await until(async () => (await ask("/admin/articles?limit=500", admin)).body.includes("OPEN page"));
  await ask("/admin/regenerate", { ...admin, "content-type": "application/json" }, { method: "POST", body: "{}" });

  t.notMatch((await ask("/admin/export", admin)).body, /SECRET/i, "the collection has nothing of it");
  const files = await readdir(here.env.FEEDS_DIR ?? "", { recursive: true, withFileTypes: true });
  const published = files.filter((entry) => entry.isFile() && !/\.(?:gz|br|zst)$/.test(entry.name));
  t.ok(
    published.some(({ parentPath }) => parentPath.includes("archive")),
    "there are archives",
  );
  t.ok(
    published.some(({ parentPath }) => parentPath.includes("articles")),
    "there are pages of articles",
  );
  for (const { parentPath, name } of published) {
    // Replaced bytes are removed when all threads have moved on.
    const text = parentPath.endsWith(".replaced")
      ? await readFile(join(parentPath, name), "utf8").catch(() => "")
      : await readFile(join(parentPath, name), "utf8");
    t.notMatch(text, /SECRET|sesame/i, name);
  }
  t.match((await ask("/feeds/news.atom")).body, /OPEN/, "what is for everybody is there");
  const delta = await ask("/feeds/news.rss", {
    "user-agent": "newsboat/2.21.0",
    "a-im": "feed",
    "if-none-match": etag,
  });
  t.match(delta, { status: 226, body: /OPEN/ });
  const paths = [
    "/",
    "/metrics",
    "/readyz",
    "/feeds.opml",
    "/feeds/news",
    "/admin/articles",
    "/admin/articles/SECRET-id",
  ];
  const answers = await Promise.all(paths.map((path) => ask(path)));
  for (const { body } of [delta, ...answers]) t.notMatch(body, /SECRET words|"SECRET|sesame|nobody may read/);
  t.notMatch(service.said(), /SECRET(?!-id)|sesame|nobody may read/, "the log");
});

slowTest("a file in a folder of drafts is left out, however a pattern names it", async (t) => {
  const here = await place(t);
  for (const name of ["posts/_drafts/a.md", "posts/open.md"]) {
    await mkdir(dirname(join(here.folder, name)), { recursive: true });
    await writeFile(join(here.folder, name), name);
  }
  const files = ["posts/_drafts/a.md", "posts/open.md"].map((name) => join(here.folder, name));
  const { out, code } = await run(here, ["import", ...files]);
  t.match(out, /skipped .*_drafts\/a\.md: It is not published, by its name: move it out of the folder _drafts/);
  t.match(out, "1 created, 0 updated, 0 unchanged, 0 rejected, 1 skipped");
  t.equal(code, 0);
});

slowTest("a restricted page that somebody names is imported with a note, also through a running service", async (t) => {
  const site = createServer((request, response) => {
    const found = pages[request.url ?? ""];
    response.setHeader("content-type", "text/html");
    if (found?.robots !== undefined) response.setHeader("x-robots-tag", found.robots);
    response.end(found?.html);
  });
  const origin = `http://127.0.0.1:${await listenInTest(t, site)}`;
  const here = await place(t);
  const alone = await run(here, ["import", `${origin}/robots`, `${origin}/open`]);
  t.match(alone.out, /created .*SECRET page\n +http:\S+\n +It says that search engines are not to list it .*noindex/);
  t.notMatch(alone.out, /OPEN page\n +http:\S+\n +It says/);
  await startProcess(t, here);
  const running = await run(here, ["import", "--json", `${origin}/header`]);
  t.match(JSON.parse(running.out), {
    created: 1,
    articles: [{ note: /X-Robots-Tag: noindex\)\. It is published all the same, because it was named\./ }],
  });
});
