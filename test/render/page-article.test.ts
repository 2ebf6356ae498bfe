import { test } from "tap";
import { prepare } from "../../src/article/prepare.ts";
import { articlePage } from "../../src/render/page.ts";
import { all, article, context, contextIn, site, sport, texts } from "./pages.ts";

test("dates are the day at the given place, in the site's language, and exact for machines", (t) => {
  const german = contextIn("de", "Europe/Berlin");
  const page = articlePage({ ...site, language: "de" }, article, [], german);
  t.same(
    all(page, "time").map(({ attributes, text }) => [attributes.datetime, text]),
    [["2025-09-02T23:30:00.000Z", "3. September 2025"]],
    "changed on the day it appeared: one date",
  );
  const updated = articlePage(site, { ...article, date_modified: "2025-09-04T00:00:00.000Z" }, [], context);
  t.same(texts(updated, "time"), ["2 September 2025", "4 September 2025"]);
  const earlier = articlePage(site, { ...article, date_modified: "2025-08-01T00:00:00.000Z" }, [], context);
  t.same(texts(earlier, "time"), ["2 September 2025"], "written before it appeared: not an update");
  t.end();
});

test("an article page holds the sanitised content as it is, and plain text as paragraphs", (t) => {
  t.match(articlePage(site, article, [], context), "<p>Some <em>content</em></p>");
  const { content_html: _, ...plain } = article;
  const page = articlePage(site, { ...plain, content_text: "One <b>\n\n\nTwo & a half" }, [], context);
  t.same(texts(page, "p").slice(-2), ["One <b>", "Two & a half"]);
  t.ok(
    texts(articlePage(site, plain, [], context), "p").includes("A summary"),
    "the summary, if there is nothing else",
  );
  t.end();
});

test("a picture has its caption and credit; without its address neither is shown", (t) => {
  const _courant = { revision: 1, image_description: "A boat", image_credit: "Lena Falk" };
  const image = "https://example.org/boat.jpg?a=1&b=2";
  const page = articlePage(site, { ...article, image, _courant }, [], context);
  t.equal(all(page, "img", { src: image, alt: "A boat" }).length, 1);
  t.equal(texts(page, "figcaption")[0], "A boat Lena Falk");
  t.notMatch(articlePage(site, { ...article, _courant }, [], context), /A boat|Lena Falk/);
  const content_html = '<p><img src="https://example.org/boat.jpg?a=1&amp;b=2" alt=""></p>';
  t.equal(all(articlePage(site, { ...article, image, content_html, _courant }, [], context), "img").length, 1);
  t.end();
});

test("a picture that the text shows is not shown twice, whatever characters its address has", (t) => {
  const image = "https://example.org/it's%20a%20boat.jpg?a=1&b=2";
  const { draft } = prepare(
    { image, content_html: `<img src="${image.replace("&", "&amp;")}">` },
    { baseUrl: site.url },
  );
  const page = articlePage(site, { ...article, ...draft, _courant: { revision: 1 } }, [], context);
  t.equal(all(page, "img", { src: image }).length, 1);
  t.end();
});

test("an article page names its author, else the site's, and its tags and attachments", (t) => {
  const attachments = [
    { url: "https://example.org/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 12_345_678, duration_in_seconds: 754 },
    { url: "https://example.org/b.pdf", mime_type: "application/pdf", title: "Timetable", size_in_bytes: 840 },
  ];
  const full = { ...article, tags: ["a & b", "c"], attachments, external_url: "https://elsewhere.example/x" };
  const page = articlePage({ ...site, language: "en", author: { name: "The Editors" } }, full, [sport], context);
  t.match(texts(page, "p")[0], /^By The Editors · /);
  t.same(texts(page, "bdi").slice(1, 3), ["a & b", "c"]);
  t.equal(all(page, "a", { href: "https://example.org/a.mp3" })[0]?.text, "example.org/a.mp3");
  t.ok(texts(page, "span").includes("audio/mpeg, 12 MB, 13 min"));
  t.ok(texts(page, "span").includes("application/pdf, 0.8 kB"));
  t.equal(all(page, "a", { href: "https://elsewhere.example/x" }).length, 1);
  t.equal(all(page, "link", { rel: "alternate" })[0]?.attributes.title, "Sport (RSS)");
  t.ok(all(page, "a", { href: "/" }).length > 0, "a way home");
  t.notMatch(texts(articlePage(site, { ...article, authors: [] }, [], context), "p")[0], /By/);
  t.end();
});

test("a tag leads to its channel if it has one, and tags stand in the order in which people count", (t) => {
  const tagged = { ...article, language: "en", tags: ["part 10", "Zebra", "part 9", "äpfel"] };
  const page = articlePage(site, tagged, [sport], context, new Map([["part 9", "tag-part-9"]]));
  t.same(texts(page, "li"), ["äpfel", "part 9", "part 10", "Zebra"]);
  t.same(
    all(page, "a", { rel: "tag" }).map(({ attributes, text }) => [attributes.href, text]),
    [["/feeds/tag-part-9", "part 9"]],
  );
  const below = { ...context, baseUrl: "https://example.org/below" };
  const [link] = all(articlePage(site, tagged, [], below, new Map([["Zebra", "z"]])), "a", { rel: "tag" });
  t.equal(link?.attributes.href, "/below/feeds/z");
  t.end();
});
