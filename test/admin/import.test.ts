import { readFile } from "node:fs/promises";
import type { ImportReport } from "../../src/admin/import.ts";
import { json, startService } from "../service.ts";
import { slowTest } from "../slow.ts";

const fixture = (name: string) => readFile(new URL(`../ingest/fixtures/${name}`, import.meta.url), "utf8");

slowTest("feeds and exports of other programs come in over HTTP as by the command", async (t) => {
  const service = await startService(t);
  const post = async (query: string, body: string, mediaType: string) => {
    const answer = await service.admin("POST", `/import?${query}`, body, { "content-type": mediaType });
    return { status: answer.status, report: json<ImportReport>(answer) };
  };
  const feed = await post("tag=tech", await fixture("blog.rss"), "application/rss+xml");
  t.match(feed, { status: 200, report: { created: 3, rejected: 0 } });
  t.match((await post("tag=tech", await fixture("blog.rss"), "text/xml; charset=utf-8")).report, { unchanged: 3 });
  t.match((await post("format=feed", await fixture("journal.atom"), "text/plain")).report, { created: 4 });
  t.match((await post("", await fixture("wordpress.xml"), "application/xml")).report, {
    created: 2,
    rejected: 0,
    skipped: 5,
  });

  const ghost = {
    db: [{ data: { posts: [{ id: "1", slug: "a", title: "A", html: "<p>a</p>", status: "published" }] } }],
  };
  t.match((await post("url=https://blog.example", JSON.stringify(ghost), "application/json")).report, { created: 1 });
  const kept = await service.admin("GET", "/articles/1");
  t.match(json(kept), { url: "https://blog.example/a/" });

  t.match(await post("", "<urlset/>", "application/xml"), { status: 422 });

  const relative =
    '<feed><entry><id>urn:relative</id><title>a</title><link href="posts/1"/><updated>bald</updated></entry></feed>';
  const headers = { "content-type": "application/atom+xml", "content-location": "https://elsewhere.example/f.atom" };
  const located = json<ImportReport>(await service.admin("POST", "/import", relative, headers));
  t.match(located.articles, [{ outcome: "created", note: /^line 1: left out \/date_published: found "bald"/ }]);
  t.match(json(await service.admin("GET", "/articles/urn%3Arelative")), { url: "https://elsewhere.example/posts/1" });
});
