import { test } from "tap";
import { startIngestThreads } from "../../src/ingest-queue/threads.ts";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { articlesOf, elsewhere, poll } from "./elsewhere.ts";

const configFor = (url: string) => `
site: { title: Test Site, url: "https://site.example/", language: en }
fetching: { allow: [127.0.0.1] }
sources: [{ url: "${url}", every: 60 }]
channels: [{ slug: news, title: News, description: Everything }]
`;

const rss = (title: string, guid = "tag:other.example,2026:1") => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Other</title><link>https://other.example/</link><description>Words</description><ttl>120</ttl>
<item><title>${title}</title><link>https://other.example/1</link><guid isPermaLink="false">${guid}</guid>
<dc:creator>Ana Bell</dc:creator><pubDate>Fri, 02 Jan 2026 03:04:05 +0100</pubDate>
<description>&lt;p&gt;See &lt;a href="/there"&gt;there&lt;/a&gt;.&lt;/p&gt;</description></item>
</channel></rss>`;

const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Autre</title><id>urn:a</id>
<updated>2026-01-02T03:04:05Z</updated><author><name>Inés</name></author>
<entry><title>Un</title><id>urn:a:1</id><link href="https://other.example/un"/><published>2026-01-01T00:00:00Z</published>
<updated>2026-01-02T03:04:05Z</updated><content type="html">&lt;p&gt;Texte&lt;/p&gt;</content></entry></feed>`;

test("RSS is watched: its ids, addresses, authors and dates stay, an edit updates, its ttl is obeyed", async (t) => {
  const site = await elsewhere(t);
  const send = (body: string, type = "application/rss+xml") =>
    site.answer((response) => response.writeHead(200, { "content-type": type }).end(body));
  send(rss("One"));
  const service = await startService(t, { config: configFor(`${site.url}/feed`) });
  const { kind, polled = "", next = "" } = await poll(service);
  t.equal(kind, "feed");
  t.equal(Date.parse(next) - Date.parse(polled), 7_200_000, "120 minutes, though it would be asked each one");
  const [one] = await articlesOf(service);
  t.match(one, {
    ...{
      id: "tag:other.example,2026:1",
      url: "https://other.example/1",
      title: "One",
      authors: [{ name: "Ana Bell" }],
    },
    ...{ date_published: "2026-01-02T02:04:05.000Z", _courant: { source: `${site.url}/feed`, revision: 1 } },
    content_html: '<p>See <a href="https://other.example/there">there</a>.</p>',
  });
  t.match(site.asked[0]?.headers.accept, /application\/rss\+xml/);

  send(rss("One, edited", "tag:other.example,2026:other"), "text/xml; charset=utf-8");
  await poll(service);
  const edited = await articlesOf(service);
  t.equal(edited.length, 2, "with another guid at the same address it is another article");
  t.match(
    edited.find(({ id }) => id === "tag:other.example,2026:other"),
    { title: "One, edited", _courant: { revision: 1 } },
  );

  send(rss("One, edited").slice(0, -40), "text/xml");
  t.match(await poll(service), { failures: 1, error: /cannot be read/ });
  send(`<!DOCTYPE rss [<!ENTITY a "b">]>${rss("One")}`, "text/xml");
  t.match(await poll(service), { failures: 2, error: /entities/ });
  t.equal((await articlesOf(service)).length, 2, "what was read stays");
});

test("Atom is watched, with the feed's author and language", async (t) => {
  const site = await elsewhere(t);
  site.answer((response) => response.writeHead(200, { "content-type": "application/atom+xml" }).end(atom));
  const service = await startService(t, { config: configFor(`${site.url}/atom.xml`) });
  t.match(await poll(service), { kind: "feed", failures: 0 });
  t.match(await articlesOf(service), [
    { id: "urn:a:1", url: "https://other.example/un", title: "Un", authors: [{ name: "Inés" }], language: "fr" },
  ]);
});

// A busy machine reads 3,000 items in more than the 30 seconds that the service allows for a feed.
for (const count of [100, 1000]) {
  slowTest(`a feed of ${count} items delays no other request while it is read`, async (t) => {
    const site = await elsewhere(t);
    const items = Array.from(
      { length: count },
      (_, index) =>
        `<item><guid>urn:${index}</guid><title>${index}</title><description>${"&lt;b&gt;x&lt;/b&gt;".repeat(50)}</description></item>`,
    );
    site.answer((response) =>
      response
        .writeHead(200, { "content-type": "application/rss+xml" })
        .end(`<rss version="2.0"><channel>${items.join("")}</channel></rss>`),
    );
    let answers = 0;
    let meanwhile = 0;
    // However fast it is read, the answer is read again until other requests had their turn.
    const startIngest: typeof startIngestThreads = (options) => {
      const queue = startIngestThreads(options);
      const readAnswer: typeof queue.readAnswer = async (...given) => {
        const before = answers;
        for (let reads = 1; answers - before <= 20 && reads < 50; reads++) await queue.readAnswer(...given);
        const content = await queue.readAnswer(...given);
        meanwhile = answers - before;
        return content;
      };
      return { ...queue, readAnswer };
    };
    const service = await startService(t, { config: configFor(`${site.url}/feed`), startIngest });
    let isDone = false;
    const polled = poll(service).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await service.get("/healthz");
      answers += 1;
    }
    t.match(await polled, { failures: 0 });
    t.ok(meanwhile > 20, `${meanwhile} answers meanwhile`);
  });
}
