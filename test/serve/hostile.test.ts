import { Feed } from "feed";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { documentPath } from "../../src/render/format.ts";
import { standingClock, startService } from "../service.ts";
import { canonical } from "../xml.ts";

/*
 * The traps of the `feed` package that are kept away at the door: what comes in over HTTP, and what a strict parser
 * makes of the documents.
 */

const start = "2026-09-02T10:00:00Z";

function naive(given: { title?: string; link?: string; date?: Date; id?: string }): Feed {
  const feed = new Feed({ title: "T", id: "urn:x:feed", link: "https://site.example/", updated: new Date(0) });
  feed.addItem({ title: "T", link: "https://site.example/1", date: new Date(0), ...given });
  return feed;
}

/** What is typed, and what is to be read of it: every character that XML 1.0 allows. */
const hostile: [what: string, typed: string, read: string][] = [
  ["control characters", "a\u0000b\u0008c\u000Bd\u001Fe", "abcde"],
  ["characters that are none", "a\uFFFEb\uFFFFc", "abc"],
  ["a lone high surrogate", "a\uD800b", "a\uFFFDb"],
  ["a lone low surrogate at the end", "ab\uDC00", "ab\uFFFD"],
  ["the end of CDATA, twice", "a]]>b]]>c", "a]]>b]]>c"],
  ["markup that is text", "Q&A <b>x</b> &amp; &#0;", "Q&A <b>x</b> &amp; &#0;"],
  ["emoji with joiners, and right to left", "👩‍👩‍👧 שלום ‏א", "👩‍👩‍👧 שלום ‏א"],
];

test("characters that XML forbids reach no document, whatever field they come in", async (t) => {
  t.throws(() => canonical(naive({ title: "a\u0008b" }).rss2()), "feed alone lets them through");
  t.throws(() => canonical(naive({ title: "a\uFFFEb" }).atom1()));
  const service = await startService(t, { clock: standingClock(start) });
  for (const [index, [what, typed]] of hostile.entries()) {
    const { status } = await service.admin("PUT", `/articles/urn:x:${index}`, {
      title: typed,
      summary: typed,
      content_html: `<p title="${typed}">${typed.replaceAll("<", "&lt;")}&#1;&#xFFFE;&#xD800;</p><!-- ${typed} -->`,
      authors: [{ name: typed }],
      tags: [typed],
      attachments: [{ url: "https://site.example/a.mp3", mime_type: "audio/mpeg", title: typed }],
      image: "https://site.example/a.png",
      _courant: { image_credit: typed, image_description: typed },
    });
    t.equal(status, 201, what);
  }
  await service.admin("POST", "/regenerate");

  for (const path of ["news", "short"].flatMap((slug) => [documentPath(slug, "rss"), documentPath(slug, "atom")])) {
    const { body } = await service.get(path);
    t.ok(body.equals(Buffer.from(body.toString())), `${path} is UTF-8`);
    t.doesNotThrow(() => canonical(body.toString()), `${path} is well-formed`);
  }
  const { items } = JSON.parse((await service.get("/feeds/news.json")).body.toString()) as { items: Article[] };
  for (const [index, [what, , read]] of hostile.entries()) {
    const item = items.find(({ id }) => id === `urn:x:${index}`);
    t.match(item, { title: read, summary: read, tags: [read], authors: [{ name: read }] }, what);
  }
});

test("invalid dates and addresses are refused at the door, so that no document is lost to them", async (t) => {
  t.match(naive({ date: new Date("soon") }).rss2(), "Invalid Date");
  t.throws(() => naive({ date: new Date("soon") }).atom1());
  t.throws(() => naive({ link: "/relative" }).rss2(), "feed alone loses the whole document");
  const service = await startService(t, { clock: standingClock(start) });
  t.equal((await service.admin("PUT", "/articles/d", { title: "D", date_published: "soon" })).status, 422);
  t.equal((await service.admin("PUT", "/articles/u", { title: "U", url: "http://" })).status, 422);
  t.equal((await service.admin("PUT", "/articles/r", { title: "R", url: "/relative" })).status, 201);
  t.equal((await service.admin("PUT", "/articles/not%20a%20uri", { title: "N" })).status, 201);
  await service.admin("POST", "/regenerate");
  const { items } = JSON.parse((await service.get("/feeds/news.json")).body.toString()) as { items: Article[] };
  t.equal(items.find(({ id }) => id === "r")?.url, "https://site.example/relative");
  for (const format of ["rss", "atom"] as const) {
    const { body } = await service.get(documentPath("news", format));
    t.match(canonical(body.toString()), "https://site.example/relative");
  }
});
