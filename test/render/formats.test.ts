import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { atom } from "../../src/render/atom.ts";
import type { DocumentContext } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { json } from "../../src/render/json.ts";
import { rss } from "../../src/render/rss.ts";
import { canonical } from "../xml.ts";
import { context, documentOf, elements, itemOf, minimal, texts } from "./documents.ts";

function site(given: Partial<DocumentContext["site"]>): DocumentContext {
  return { ...context, site: { ...context.site, ...given } };
}

function entry(given: Partial<Article>): string {
  return canonical(documentOf(atom, [{ ...minimal, ...given }])).split("<entry")[1] ?? "";
}

test("there are three formats, each with its media type", (t) => {
  t.strictSame(
    formats.map(({ name, mediaType }) => [name, mediaType]),
    [
      ["rss", "application/rss+xml"],
      ["atom", "application/atom+xml"],
      ["json", "application/feed+json"],
    ],
  );
  t.end();
});

test("ttl is max-age in whole minutes, at least one", (t) => {
  const ttl = (maxAge: number) => texts(canonical(documentOf(rss, [], { ...context, maxAge })), "ttl")[0];
  t.strictSame([0, 1, 60, 61, 300, 31_536_000].map(ttl), ["1", "1", "1", "2", "5", "525600"]);
  t.end();
});

test("RSS puts the summary in description, before the whole content", (t) => {
  const item = itemOf(rss, { ...minimal, summary: "a < b & c", content_html: "<p>x</p>" });
  t.equal(texts(canonical(`<r xmlns:content="urn:c">${item}</r>`), "description")[0], "a &lt; b &amp; c", "HTML");
  t.ok(item.indexOf("<description>") < item.indexOf("<content:encoded>"));
  t.end();
});

test("RSS without a summary puts the whole content in description, once", (t) => {
  const xml = canonical(documentOf(rss, [{ ...minimal, content_html: "<p>x</p>" }]));
  t.strictSame(texts(xml, "description").slice(1), ["<p>x</p>"]);
  t.strictSame(texts(xml, "content:encoded"), []);
  t.end();
});

test("an RSS item has a title or a description, even where the article has neither", (t) => {
  const { title: _, ...untitled } = minimal;
  t.equal(texts(canonical(documentOf(rss, [untitled])), "title").at(-1), minimal.url);
  const withText = canonical(documentOf(rss, [{ ...untitled, content_text: "x" }]));
  t.strictSame(texts(withText, "title"), ["News"], "no title is made up where there is a description");
  t.end();
});

test("plain text content becomes paragraphs", (t) => {
  const content_text = "One & <two>\nthree\r\n \r\n\r\nFour\n";
  t.equal(texts(entry({ content_text }), "content")[0], "<p>One &amp; &lt;two&gt;<br>three</p>\n<p>Four</p>");
  t.strictSame(texts(entry({ content_text: " \n\n " }), "content"), []);
  t.end();
});

test("a channel of summaries has no content in any format", (t) => {
  const given = { ...minimal, content_html: "<p>The <em>whole</em> content</p>" };
  const short = { ...context, channel: { ...context.channel, content: "summary" as const } };
  const [rssXml = "", atomXml = "", jsonText = ""] = formats.map((format) => documentOf(format, [given], short));
  t.equal(texts(canonical(rssXml), "description").at(-1), "The whole content");
  t.notMatch(rssXml, "<content:encoded>");
  t.strictSame(texts(canonical(atomXml), "summary"), ["The whole content"]);
  t.notMatch(atomXml, "<content");
  const [item] = JSON.parse(jsonText).items;
  t.match(item, { summary: "The whole content", content_text: "The whole content", content_html: undefined });
  t.end();
});

test("JSON Feed says where content_text only stands in for content", (t) => {
  const itemOf = (given: Partial<Article>, content: "full" | "summary") => {
    const where = { ...context, channel: { ...context.channel, content } };
    return JSON.parse(documentOf(json, [{ ...minimal, ...given }], where)).items[0];
  };
  const whole = { content_html: "<p>x</p>", content_text: "x" };
  t.strictSame(itemOf(whole, "summary")._courant, { without_content: true });
  t.strictSame(itemOf({ summary: "x" }, "full")._courant, { without_content: true });
  t.strictSame(itemOf({}, "full")._courant, { without_content: true }, "the title");
  t.equal(itemOf(whole, "full")._courant, undefined);
  t.equal(itemOf({ content_text: "x" }, "full")._courant, undefined);
  t.end();
});

test("JSON Feed says when an article expires", (t) => {
  const given = { ...minimal, content_text: "x", _courant: { revision: 1, expires: "2027-01-01T00:00:00.000Z" } };
  t.strictSame(JSON.parse(documentOf(json, [given])).items[0]._courant, { expires: "2027-01-01T00:00:00.000Z" });
  t.end();
});

test("the editor of an RSS channel needs an email address", (t) => {
  const named = canonical(documentOf(rss, [], site({ author: { name: "Ana" } })));
  t.strictSame([texts(named, "managingEditor"), texts(named, "dc:creator")], [[], ["Ana"]]);
  const reachable = canonical(documentOf(rss, [], site({ author: { name: "Ana", email: "ana@example.org" } })));
  t.strictSame([texts(reachable, "managingEditor"), texts(reachable, "dc:creator")], [["ana@example.org (Ana)"], []]);
  t.end();
});

test("the image of an RSS channel has the channel's title and link", (t) => {
  const xml = canonical(documentOf(rss, [], site({ image: "https://example.org/a.png" })));
  const image = texts(xml, "image")[0] ?? "";
  t.strictSame(texts(image, "title"), [context.channel.title]);
  t.strictSame(texts(image, "link"), [context.site.url]);
  t.end();
});

test("ids in Atom outlive a change of the base URL", (t) => {
  const ids = (where: DocumentContext) => texts(canonical(documentOf(atom, [{ ...minimal, id: "42" }], where)), "id");
  t.strictSame(ids(context), ["tag:example.org,2026:courant:news", "tag:example.org,2026:article:42"]);
  t.strictSame(ids({ ...context, baseUrl: "http://127.0.0.1:8080" }), ids(context));
  t.end();
});

test("an Atom id is kept only where it is an absolute IRI", (t) => {
  const kept = ["urn:uuid:1", "https://example.org/é?a=%20", "tag:example.org,2020:x", "a:b"];
  t.strictSame(
    kept.map((id) => texts(entry({ id }), "id")[0]),
    kept,
  );
  const mapped = ["42", "/a", "note: a", "a:%zz", "a:<b>", ":a", "é:a", "a:"];
  t.strictSame(
    mapped.map((id) => texts(entry({ id }), "id")[0]),
    mapped.map((id) => `tag:example.org,2026:article:${encodeURIComponent(id).replace("%25", "=25")}`),
  );
  t.end();
});

test("Atom names the language of the feed, and of an article that says its own", (t) => {
  const pt = { ...context, channel: { ...context.channel, language: "pt" } };
  const document = documentOf(atom, [minimal, { ...minimal, id: "a:2", language: "en" }], pt);
  t.strictSame(
    [...document.matchAll(/<(feed|entry)\b.*?(?:xml:lang="(.*?)")?>/g)].map(([, name, language]) => [name, language]),
    [
      ["feed", "pt"],
      ["entry", undefined],
      ["entry", "en"],
    ],
  );
  t.end();
});

test("RSS names the language of an article that says its own", (t) => {
  const xml = canonical(documentOf(rss, [minimal, { ...minimal, id: "a:2", language: "pt-PT" }]));
  t.strictSame(xml.match(/<item[^>]*>/g), ["<item>", '<item xml:lang="pt-PT">']);
  t.strictSame(texts(xml, "dc:language"), ["pt-PT"]);
  t.end();
});

test("tags are from the site's vocabulary, where it has one", (t) => {
  const given = [{ ...minimal, tags: ["Q & A"] }];
  const where = site({ tagScheme: "https://example.org/é?a&b" });
  const scheme = "https://example.org/%C3%A9?a&b";
  const categories = (format: typeof rss, place: DocumentContext) =>
    elements(canonical(documentOf(format, given, place)), "category");
  t.strictSame(categories(rss, context), [{ attributes: {}, text: "Q & A" }]);
  t.strictSame(categories(rss, where), [{ attributes: { domain: scheme }, text: "Q & A" }]);
  t.strictSame(categories(atom, context), [{ attributes: { term: "Q & A" }, text: "" }]);
  t.strictSame(categories(atom, where), [{ attributes: { label: "Q & A", scheme, term: "Q & A" }, text: "" }]);
  t.end();
});

test("the URL and picture of an author stand beside the name, in every format", (t) => {
  const authors = [
    { name: "Ana", url: "https://example.org/ana", avatar: "https://example.org/é.png" },
    { name: "Rui" },
  ];
  const rssXml = canonical(documentOf(rss, [{ ...minimal, authors }]));
  t.strictSame(texts(rssXml, "dc:creator"), ["Ana", "Rui"]);
  const contributors = texts(rssXml, "atom:contributor");
  t.equal(contributors.length, 1, "Rui is named already");
  const atomXml = canonical(documentOf(atom, [{ ...minimal, authors }])).split("<entry>")[1] ?? "";
  t.strictSame(texts(atomXml, "name"), ["Ana", "Rui"]);
  for (const xml of [rssXml, atomXml]) {
    t.strictSame(texts(xml, xml === rssXml ? "atom:uri" : "uri"), ["https://example.org/ana"]);
    t.equal(elements(xml, "gd:image")[0]?.attributes.src, "https://example.org/%C3%A9.png");
  }
  t.match(JSON.parse(itemOf(json, { ...minimal, authors })).authors, [{ name: "Ana", url: /ana/, avatar: /png/ }]);
  t.end();
});

test("an enclosure stands beside media:content only where it cannot say everything", (t) => {
  const plain = { url: "https://example.org/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 7 };
  const beside = (given: object) =>
    elements(canonical(documentOf(rss, [{ ...minimal, attachments: [{ ...plain, ...given }] }])), "media:content");
  t.strictSame(beside({}), []);
  t.match(beside({ duration_in_seconds: 1.2345678 }), [{ attributes: { duration: "1.235", fileSize: "7" } }]);
  t.match(beside({ title: "A & <b>" }), [{ text: /A & <b>/ }]);
  t.strictSame(Object.keys(beside({ title: "x", size_in_bytes: 0 })[0]?.attributes ?? {}), ["medium", "type", "url"]);
  t.end();
});

test("a picture that is image, banner and attachment at once stands once", (t) => {
  const url = "https://example.org/dl?id=1";
  const attachments = [{ url, mime_type: "image/png", size_in_bytes: 7 }];
  const given = { ...minimal, image: url, banner_image: url, attachments, _courant: { revision: 1, image_width: 3 } };
  for (const format of [rss, atom]) {
    const xml = canonical(documentOf(format, [given]));
    t.strictSame(
      elements(xml, "media:content").map(({ attributes }) => attributes),
      [{ fileSize: "7", medium: "image", type: "image/png", url, width: "3" }],
    );
    t.strictSame(elements(xml, "media:thumbnail")[0]?.attributes, { url, width: "3" });
  }
  t.end();
});

test("the author of an Atom feed is the site where nobody is named", (t) => {
  t.strictSame(texts(canonical(documentOf(atom, [])), "name"), ["The Example"]);
  t.strictSame(texts(canonical(documentOf(atom, [], site({ author: { name: "Ana" } }))), "name"), ["Ana"]);
  t.end();
});

test("an article without an address links to its permalink page", (t) => {
  const { url: _, ...article } = minimal;
  const permalink = "https://feeds.example.org/articles/urn:example:1";
  t.equal(texts(canonical(documentOf(rss, [article])), "link").at(-1), permalink);
  t.match(documentOf(atom, [article]), `<link href="${permalink}"/>`);
  t.equal(JSON.parse(itemOf(json, article)).url, permalink);
  t.end();
});

test("a credit and a description are kept when the address of the image is not known", (t) => {
  const given = { ...minimal, _courant: { revision: 3, image_credit: "Ana", image_description: "A quay" } };
  for (const format of [rss, atom]) {
    const xml = canonical(documentOf(format, [given]));
    t.strictSame(elements(xml, "media:content"), []);
    t.strictSame(texts(xml, "media:credit"), ["Ana"]);
    t.strictSame(texts(xml, "media:description"), ["A quay"]);
  }
  const item = JSON.parse(itemOf(json, given));
  t.strictSame(
    item._courant,
    { image_credit: "Ana", image_description: "A quay", without_content: true },
    "no revision",
  );
  t.end();
});

test("the address that an article is about is a related link", (t) => {
  const external_url = "https://example.com/é?a&b";
  for (const [format, name] of [
    [rss, "atom:link"],
    [atom, "link"],
  ] as const) {
    const related = (given: Partial<Article>) =>
      elements(canonical(documentOf(format, [{ ...minimal, ...given }])), name)
        .map(({ attributes }) => attributes)
        .filter(({ rel }) => rel === "related");
    t.strictSame(related({ external_url }), [{ rel: "related", href: "https://example.com/%C3%A9?a&b" }]);
    t.strictSame(related({}), []);
  }
  t.end();
});

test("a picture that is attached keeps the attachment's title", (t) => {
  const image = "https://example.org/i.png";
  const given = { ...minimal, image, attachments: [{ url: image, mime_type: "image/png", title: "A & B" }] };
  for (const format of [rss, atom]) {
    const xml = canonical(documentOf(format, [given]));
    t.match(texts(xml, "media:content"), [/A & B/]);
    t.strictSame(texts(xml, "media:title"), ["A & B"]);
  }
  t.end();
});

test("an author may be an email address", (t) => {
  const authors = [{ name: "Ana", url: "mailto:ana%2Bé@example.org" }, { url: "mailto:rui@example.org" }];
  const urls = ["mailto:ana%2B%C3%A9@example.org", "mailto:rui@example.org"];
  t.strictSame(texts(canonical(documentOf(rss, [{ ...minimal, authors }])), "atom:uri"), urls);
  t.strictSame(texts(entry({ authors }), "uri"), urls);
  t.strictSame(texts(entry({ authors }), "name"), ["Ana", "rui@example.org"]);
  t.match(JSON.parse(itemOf(json, { ...minimal, authors })).authors, [{ url: urls[0] }, { url: urls[1] }]);
  t.end();
});
