import { createServer } from "node:http";
import { test } from "tap";
import type { Finding } from "../../src/article/findings.ts";
import { findingsOf } from "../../src/article/findings.ts";
import { json, listenInTest, sharedService, startService } from "../service.ts";

type Preview = { rss: string; atom: string; json: string; html: string; findings: Finding[] };
const shared = sharedService();

test("an article is shown as its documents and its page would show it, and nothing is stored", async (t) => {
  const { admin, get } = await shared();
  const article = {
    id: "p",
    title: "A <b> title",
    summary: "Short.",
    content_html: '<p>Hello<script>alert(1)</script> <a href="javascript:alert(1)">x</a></p>',
    date_published: "2026-08-01T10:00:00Z",
    language: "en",
  };
  const answer = await admin("POST", "/articles/preview", article);
  t.equal(answer.status, 200);
  const shown = json<Preview>(answer);
  t.match(shown.rss, /^<item xml:lang="en">/);
  t.match(shown.rss, "<guid");
  t.match(shown.atom, /^<entry/);
  t.match(JSON.parse(shown.json), { id: "p", title: "A <b> title", summary: "Short." });
  t.match(
    shown.html,
    /<head>\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src http: https: data:;/,
  );
  t.match(shown.html, "A &lt;b&gt; title</h1>");
  for (const text of Object.values(shown).map(String)) t.notMatch(text, /<script>alert|javascript:/);
  t.same(shown.findings, []);
  t.equal((await admin("GET", "/articles/p")).status, 404);

  await admin("POST", "/articles", article);
  await admin("POST", "/regenerate");
  const feed = json<{ items: object[] }>(await get("/feeds/news.json"));
  t.same(feed.items[0], JSON.parse(shown.json), "the item is the one that is published");
});

test("a preview needs no id, no date and no language, and says what is missing", async (t) => {
  const { admin } = await shared();
  const findings = async (article: object) => {
    const found = json<Preview>(await admin("POST", "/articles/preview", article)).findings;
    return found.map(({ code, count }) => (count === undefined ? code : `${code} ${count}`));
  };
  t.same(await findings({ title: "T" }), ["SUMMARY_MISSING", "CONTENT_MISSING"]);
  const complete = { title: "T", summary: "S", content_html: "<p>C</p>", language: "de" };
  t.same(await findings(complete), []);
  t.same(await findings({ ...complete, title: "é".repeat(110) }), []);
  t.same(await findings({ ...complete, title: "é".repeat(111) }), ["TITLE_LONG"]);
  const picture = { image: "http://x.example/a.png" };
  t.same(await findings({ ...complete, ...picture }), ["IMAGE_UNDESCRIBED", "MEDIA_INSECURE 1"]);
  const own = { ...complete, content_html: '<p><img src="http://own.example/a.png" alt="A"></p>' };
  t.same(
    ["http://own.example", "http://own.example.org"].map((baseUrl) => findingsOf(own, baseUrl).length),
    [0, 1],
    "media of a service without TLS come as its feeds do",
  );
  const pictures =
    '<img src="https://x/a.png"><img src="https://x/b.png" alt=" "><img src="https://x/c.png" alt="A > b">';
  t.same(await findings({ ...complete, content_html: pictures }), ["PICTURES_UNDESCRIBED 2"]);
  t.equal((await admin("POST", "/articles/preview", {})).status, 422);
  t.equal((await admin("POST", "/articles/preview", "{", { "content-type": "application/json" })).status, 400);
});

test("Markdown becomes clean HTML, and is stored nowhere", async (t) => {
  const { admin } = await shared();
  const convert = (text: string, query = "") =>
    admin("POST", `/convert${query}`, text, { "content-type": "text/markdown" });
  const answer = await convert("Some *text*, <script>alert(1)</script>[x](javascript:alert(1)).\n\n- a\n");
  t.equal(answer.status, 200);
  const { content_html } = json<{ content_html: string }>(answer);
  t.match(content_html, "<p>Some <em>text</em>,");
  t.match(content_html, "<li>a</li>");
  t.notMatch(content_html, /<script|href="javascript/);
  t.match(json(await convert("# Title\n\nText")), { title: "Title", content_html: /^<p>Text<\/p>/ });
  t.equal((await convert("")).status, 422);
  t.equal((await convert("x", "?format=nonsense")).status, 400);
  t.equal((await convert("---\ndraft: true\n---\nx")).status, 422);
});

test("links that do not answer are told, and private addresses are not asked", async (t) => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    response.writeHead(request.url === "/gone" ? 404 : 200).end("x".repeat(10_000));
  });
  const port = await listenInTest(t, server);
  const config = `
site: { title: T, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels: [{ slug: news, title: News, description: D }]
fetching: { media: false, allow: ["127.0.0.1:${port}"] }
`;
  const { admin } = await startService(t, { config });
  const base = `http://127.0.0.1:${port}`;
  const content = `<a href="${base}/a?b=1&amp;c=2">a</a><a href="${base}/gone">b</a><a href="http://127.0.0.1:1/">c</a><a href="mailto:x@y.z">d</a>`;
  const { links, unchecked } = json<{ links: { url: string; ok: boolean; status?: number }[]; unchecked: number }>(
    await admin("POST", "/articles/links", { title: "T", content_html: content }),
  );
  t.match(links, [
    { url: `${base}/a?b=1&c=2`, ok: true, status: 200 },
    { url: `${base}/gone`, ok: false, status: 404 },
    { url: "http://127.0.0.1:1/", ok: false, error: /\S/ },
  ]);
  t.equal(links.length, 3);
  t.equal(asked, 2);
  t.equal(unchecked, 0);
  const many = Array.from({ length: 60 }, (_, each) => `<a href="${base}/${each}">x</a>`).join("");
  t.equal(
    json<{ unchecked: number }>(await admin("POST", "/articles/links", { title: "T", content_html: many })).unchecked,
    10,
  );
});
