import { once } from "node:events";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { request } from "undici";
import type { ImportReport } from "../../src/admin/import.ts";
import { json, startService, type TestService, token } from "../service.ts";
import { slowTest, testOfCase } from "../slow.ts";
import { until } from "../until.ts";

type Line = { total: ImportReport; remaining?: number; done?: boolean; error?: object; articles?: object[] };

const authorization = `Bearer ${token}`;
const article = (number: number) =>
  `${JSON.stringify({ id: `${number}`, title: `Title ${number}`, content_html: `<p>${"word ".repeat(1000)}</p>`, date_published: "2026-01-01" })}\n`;

/** Sends a body. @returns the status, the type and the text of the answer */
async function post(service: TestService, query: string, body: Iterable<string>, accept = "application/x-ndjson") {
  const {
    statusCode,
    headers,
    body: answer,
  } = await request(`${service.url}/admin/import?${query}`, {
    method: "POST",
    headers: { authorization, accept },
    body: Readable.from(body),
  });
  return { status: statusCode, type: headers["content-type"], text: await answer.text() };
}

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** 14,000 articles are more than one request may have. */
for (const [index, count] of [300, 700, 14_000].entries()) {
  testOfCase(index)(`${count} articles of NDJSON come in part by part, and how far it is can be read`, async (t) => {
    const service = await startService(t);
    const wrong = count / 2;
    const body = () =>
      (function* () {
        for (let number = 0; number < count; number++) yield number === wrong ? "{broken\n" : article(number);
      })();
    const sent = await post(service, "name=many.ndjson", body());
    t.match(sent, { status: 200, type: "application/x-ndjson" });
    const lines = linesOf(sent.text);
    t.ok(lines.length > count / 280, `${lines.length} lines`);
    t.strictSame(lines.at(-1), {
      total: { created: count - 1, updated: 0, unchanged: 0, rejected: 1, skipped: 0 },
      done: true,
    });
    t.match(
      lines.flatMap(({ articles = [] }) => articles),
      [{ where: `many.ndjson, line ${wrong + 1}`, outcome: "rejected" }],
      "imported articles are counted, rejected ones are named",
    );
    const counts = lines.map(({ total }) => total.created);
    t.same(
      counts,
      counts.toSorted((a, b) => a - b),
    );

    const again = await post(service, "name=many.ndjson&line=5", body(), "application/json");
    const report: ImportReport = JSON.parse(again.text);
    t.match(report, { created: 0, updated: 0, unchanged: count - 1, rejected: 1 }, "again, it changes nothing");
    t.match(
      report.articles.find(({ outcome }) => outcome === "rejected"),
      { where: `many.ndjson, line ${wrong + 5}` },
    );
  });
}

function* longMarkdown() {
  yield "# A headline\n\n";
  for (let sent = 0; sent < 70_000_000; sent += 1_000_000) yield "x".repeat(1_000_000);
}

slowTest("an input that cannot be cut must not be longer than one part", async (t) => {
  const service = await startService(t);
  const refused = await post(service, "name=a.md", longMarkdown(), "application/json");
  t.equal(refused.status, 422);
  t.match(JSON.parse(refused.text), {
    rejected: 1,
    articles: [{ where: "a.md", error: { code: "BODY_TOO_LARGE", detail: /more than 67,108,864 bytes/ } }],
  });
});

slowTest("an input that cannot be cut is rejected in an answer of lines, too", async (t) => {
  const service = await startService(t);
  t.match(linesOf((await post(service, "name=a.md", longMarkdown())).text), [
    { total: { rejected: 1 } },
    { done: true },
  ]);
});

for (const [index, all] of [250, 800, 4000].entries()) {
  testOfCase(index)(
    `a client that disconnects while it sends ${all} articles leaves none; later, those that were imported`,
    async (t) => {
      const service = await startService(t);
      const { port } = new URL(service.url);
      const opened = async (query: string, length: number) => {
        const socket = connect(Number(port), "127.0.0.1");
        await once(socket, "connect");
        socket.write(
          `POST /admin/import?${query} HTTP/1.1\r\nhost: a\r\nauthorization: ${authorization}\r\naccept: application/x-ndjson\r\ncontent-length: ${length}\r\n\r\n`,
        );
        return socket;
      };
      const count = async () =>
        json<{ articles: object[] }>(await service.admin("GET", "/articles?limit=100")).articles.length;

      const text = Array.from({ length: all }, (_, number) => article(number)).join("");
      const early = await opened("name=a.ndjson", text.length + 1);
      await new Promise((resolve) => early.write(text, resolve));
      early.destroy();
      await service.get("/healthz");
      t.equal(await count(), 0);

      const late = await opened("name=a.ndjson", text.length);
      late.write(text);
      await once(late, "data");
      late.destroy();
      await until(async () => (await count()) > 0);
      t.match(linesOf((await post(service, "name=a.ndjson", [text])).text).at(-1), { done: true });
      const { unchanged, created } = linesOf((await post(service, "name=a.ndjson", [text])).text).at(-1)?.total ?? {};
      t.match({ unchanged, created }, { unchanged: all, created: 0 });
    },
  );
}

/** An export of WordPress with as many drafts as posts, in chunks of an item each. */
function wordpressExport(posts: number): string[] {
  const item = (number: number) =>
    `<item><title>${number}</title><guid>urn:${number}</guid><wp:status>${number % 2 ? "publish" : "draft"}</wp:status><content:encoded><![CDATA[${"word ".repeat(200)}]]></content:encoded></item>\n`;
  return [
    '<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>\n',
    ...Array.from({ length: 2 * posts }, (_, number) => item(number)),
    "</channel></rss>",
  ];
}

for (const [index, posts] of [500, 5000].entries()) {
  testOfCase(index)(`a WordPress export of ${posts} posts comes in over HTTP as it does by the command`, async (t) => {
    const service = await startService(t);
    const body = wordpressExport(posts);
    const lines = linesOf((await post(service, "name=export.xml", body)).text);
    t.match(lines.at(-1), { done: true, total: { created: posts, rejected: 0, skipped: posts } });
    t.ok(lines.some(({ remaining = 0 }) => remaining > 0));
  });
}

for (const posts of [500, 5000]) {
  slowTest(`nothing is imported from a WordPress export of ${posts} posts that breaks off`, async (t) => {
    const service = await startService(t);
    const body = wordpressExport(posts);
    await post(service, "name=export.xml", body);
    const broken = linesOf((await post(service, "name=export.xml", body.slice(0, -1))).text);
    t.match(
      broken.at(-1),
      { done: true, total: { created: 0, unchanged: 0, rejected: 1 } },
      "nothing is taken of a part",
    );
  });
}
