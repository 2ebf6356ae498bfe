import { test } from "tap";
import { configText, startService } from "../service.ts";

const opened = { "sec-fetch-dest": "document", "sec-fetch-mode": "navigate", accept: "text/html" };

test("a browser that opens a document sees the page; readers and caches see the document", async (t) => {
  const service = await startService(t);
  const page = await service.get("/feeds/news");
  for (const format of ["rss", "atom", "json"]) {
    const path = `/feeds/news.${format}`;
    const document = await service.get(path);
    t.notMatch(document.headers["content-type"], "text/html");
    t.match(document.headers.vary, /Sec-Fetch-Dest/);
    t.match(document.headers["cache-control"], /^public/);

    const seen = await service.get(path, opened);
    t.equal(seen.status, 200);
    t.equal(seen.headers["content-type"], "text/html; charset=utf-8");
    t.same(seen.body, page.body);
    t.equal(seen.headers["content-location"], "/feeds/news");
    t.equal(seen.headers["cache-control"], "private, no-cache", "no cache hands it to a reader");
    t.equal(seen.headers.vary, document.headers.vary);
    t.match(seen.headers["content-security-policy"], /default-src 'none'/);
    const etag = String(seen.headers.etag);
    t.equal((await service.get(path, { ...opened, "if-none-match": etag })).status, 304);
    t.equal((await service.get(path, { ...opened, "if-none-match": String(document.headers.etag) })).status, 200);
    t.equal((await service.get(path, { "if-none-match": etag })).status, 200, "a page's tag is not the document's");

    for (const dest of ["empty", "iframe", "", "Document"]) {
      const answer = await service.get(path, { "sec-fetch-dest": dest });
      t.same(answer.body, document.body, `Sec-Fetch-Dest: ${dest}`);
    }
  }
  t.equal((await service.get("/feeds/podcast.rss", opened)).status, 410);
});

test("the switch turns it off", async (t) => {
  const service = await startService(t, { config: `${configText}\nserving: { browserPages: false }\n` });
  const { headers } = await service.get("/feeds/news.rss", opened);
  t.match(headers["content-type"], "application/rss+xml");
  t.equal(headers.vary, "Accept-Encoding");
});
