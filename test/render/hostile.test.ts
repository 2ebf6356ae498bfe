import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAtomFeed, parseRssFeed } from "feedsmith";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { Person } from "../../src/article/podcast.ts";
import { addressOf } from "../../src/render/address.ts";
import { atom } from "../../src/render/atom.ts";
import type { DocumentContext } from "../../src/render/format.ts";
import { json } from "../../src/render/json.ts";
import { rss } from "../../src/render/rss.ts";
import { escapeText } from "../../src/render/xml.ts";
import { runs } from "../properties.ts";
import { canonical } from "../xml.ts";
import { articles, contexts } from "./arbitraries.ts";
import { documentOf, elements, texts } from "./documents.ts";

const namesOf = (article: Pick<Article, "authors">) =>
  (article.authors ?? []).map(({ name, url }) => name ?? url).filter((name) => name !== undefined);

/** Returns the authors whose URL or picture is known. */
const known = ({ authors = [] }: Article) => ({
  authors: authors.filter(({ url, avatar }) => url !== undefined || avatar !== undefined),
});

const listed = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);
const addresses = (urls: readonly (string | undefined)[]) =>
  urls.filter((url) => url !== undefined).map((url) => addressOf(url));
const values = (xml: string, name: string, attribute: string) =>
  elements(xml, name)
    .map(({ attributes }) => attributes[attribute])
    .filter((value) => value !== undefined);

/** HTML of an article as documents have it. */
const shown = (html: string, { language }: Article) =>
  language !== undefined && ["ar", "he", "az-Arab"].includes(language)
    ? `<div dir="rtl" lang="${language}">${html}</div>`
    : html;

/** The Media RSS of an article's pictures, sounds and films in both XML formats. */
function assertMedia(xml: string, article: Article): void {
  const { image, banner_image, attachments = [], _courant } = article;
  assert.deepEqual(texts(xml, "media:credit"), listed(_courant.image_credit));
  assert.deepEqual(texts(xml, "media:description"), listed(_courant.image_description));
  assert.deepEqual(values(xml, "media:thumbnail", "url"), addresses([image]));
  const sizes = image === undefined ? [] : listed(_courant.image_width).map(String);
  assert.deepEqual(values(xml, "media:content", "width"), sizes);
  const given = addresses([image, banner_image, ...attachments.map(({ url }) => url)]);
  const said = [
    ...values(xml, "media:content", "url"),
    ...values(xml, "enclosure", "url"),
    ...elements(xml, "link").flatMap(({ attributes }) => (attributes.rel === "enclosure" ? [attributes.href] : [])),
  ];
  assert.deepEqual(new Set(said), new Set(given), "every medium, and no other");
  for (const url of said) assert.doesNotThrow(() => new URL(url ?? ""));
  const durations = attachments
    .map(({ duration_in_seconds }) => duration_in_seconds)
    .filter((seconds) => seconds !== undefined);
  const spoken = [...values(xml, "media:content", "duration"), ...texts(xml, "itunes:duration")];
  assert.deepEqual(new Set(spoken), new Set(durations.map(String)), "every duration");
}

/** The podcast elements of an RSS document: of the whole, and of an article. */
function assertShow(head: string, { site, channel: { podcast } }: DocumentContext): void {
  if (podcast === undefined) return;
  assert.deepEqual(texts(head, "itunes:author"), [podcast.author ?? site.author?.name]);
  assert.deepEqual(texts(head, "itunes:name"), listed(podcast.owner?.name));
  assert.deepEqual(texts(head, "itunes:email"), listed(podcast.owner?.email));
  assert.deepEqual(values(head, "itunes:image", "href"), addresses([podcast.image]));
  assert.match(texts(head, "podcast:guid")[0] ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-/);
  assert.deepEqual(texts(head, "podcast:locked"), [podcast.locked ? "yes" : "no"]);
  assert.deepEqual(texts(head, "podcast:funding"), listed(podcast.funding?.text));
  assertPeople(head, podcast.people);
}

function assertEpisode(item: string, { image, _courant: { podcast = {} } }: Article): void {
  const { season, episode, episode_type, explicit, transcripts = [], chapters, people = [] } = podcast;
  const said = ["season", "episode", "episodeType", "explicit"].map((name) => texts(item, `itunes:${name}`));
  assert.deepEqual(
    said,
    [season, episode, episode_type, explicit].map((value) => listed(value).map(String)),
  );
  assert.deepEqual(values(item, "itunes:image", "href"), addresses([image]));
  assert.deepEqual(values(item, "podcast:transcript", "url"), addresses(transcripts.map(({ url }) => url)));
  assert.deepEqual(
    values(item, "podcast:transcript", "type"),
    transcripts.map(({ type }) => type),
  );
  assert.deepEqual(values(item, "podcast:chapters", "url"), addresses([chapters?.url]));
  assert.deepEqual(
    values(item, "podcast:chapters", "type"),
    listed(chapters).map(({ type }) => type ?? "application/json+chapters"),
  );
  assertPeople(item, people);
}

function assertPeople(xml: string, people: readonly Person[]): void {
  assert.deepEqual(
    elements(xml, "podcast:person").map(({ attributes, text }) => ({ ...attributes, name: text })),
    people.map(({ image, url, ...person }) => ({
      ...person,
      ...(image !== undefined && { img: addressOf(image) }),
      ...(url !== undefined && { href: addressOf(url) }),
    })),
  );
}

test("whatever an article says, RSS is well-formed and says the same", (t) => {
  const property = fc.property(articles, contexts, (given, where) => {
    const document = documentOf(rss, given, where);
    const xml = canonical(document);
    const [head = "", ...items] = xml.split(/<item>|<item [^>]*>/);
    assertShow(head, where);
    if (where.channel.podcast === undefined)
      assert.doesNotMatch(xml, /<(?:itunes|podcast):| xmlns:(?:itunes|podcast)=/);
    assert.equal(texts(head, "title")[0], where.channel.title);
    assert.deepEqual(
      texts(head, "description").concat(texts(head, "copyright"), texts(head, "dc:creator")),
      Array.from({ length: 3 }, () => where.channel.title),
    );
    assert.equal(items.length, given.length);
    items.forEach((item, index) => {
      const article = given[index] as Article;
      if (article.title !== undefined) assert.equal(texts(item, "title")[0], article.title);
      assert.deepEqual(texts(item, "guid"), [article.id]);
      assert.deepEqual(texts(item, "category"), article.tags ?? []);
      assert.deepEqual(texts(item, "dc:creator"), namesOf(article));
      assert.deepEqual(texts(item, "atom:name"), namesOf(known(article)));
      assert.deepEqual(texts(item, "dc:language"), listed(article.language));
      assert.deepEqual(texts(item, "dc:rights"), listed(article._courant.rights));
      assert.deepEqual(
        values(item, "category", "domain"),
        addresses((article.tags ?? []).map(() => where.site.tagScheme)),
      );
      assertMedia(item, article);
      if (where.channel.podcast !== undefined) assertEpisode(item, article);
      if (where.channel.content === "full" && article.content_html !== undefined) {
        assert.equal(
          texts(item, article.summary === undefined ? "description" : "content:encoded")[0],
          shown(article.content_html, article),
        );
      }
      for (const name of ["title", "link", "guid", "description", "content:encoded", "pubDate", "enclosure"]) {
        assert.ok(elements(item, name).length <= 1, `${name} stands once at most`);
      }
      assert.match(item, /<title>|<description>/);
    });
    assert.equal(parseRssFeed(document).items?.length ?? 0, given.length, "a feed parser reads it");
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: runs(40) }));
  t.end();
});

test("whatever an article says, Atom is well-formed and says the same", (t) => {
  const property = fc.property(articles, contexts, (given, where) => {
    const document = documentOf(atom, given, where);
    const xml = canonical(document);
    const [head = "", ...entries] = xml.split(/<entry>|<entry [^>]*>/);
    assert.deepEqual(
      ["title", "subtitle", "rights", "name"].map((name) => texts(head, name)[0]),
      Array.from({ length: 4 }, () => where.channel.title),
    );
    assert.equal(entries.length, given.length);
    entries.forEach((entry, index) => {
      const article = given[index] as Article;
      const [title] = texts(entry, "title");
      assert.ok(title, "an entry has a title");
      if (article.title !== undefined) assert.equal(title, article.title);
      const [id = ""] = texts(entry, "id");
      if (id !== article.id)
        assert.equal(decodeURIComponent(id.replace(/^tag:[^:]*:article:/, "").replaceAll("=25", "%25")), article.id);
      assert.deepEqual(texts(entry, "name"), namesOf(article));
      assert.deepEqual(texts(entry, "uri"), addresses((article.authors ?? []).map(({ url }) => url)));
      assert.deepEqual(
        values(entry, "gd:image", "src"),
        addresses((article.authors ?? []).map(({ name, url, avatar }) => (name ?? url) && avatar)),
      );
      assert.deepEqual(texts(entry, "rights"), listed(article._courant.rights));
      assert.deepEqual(
        values(entry, "category", "scheme"),
        addresses((article.tags ?? []).map(() => where.site.tagScheme)),
      );
      assertMedia(entry, article);
      assert.deepEqual(
        elements(entry, "category").map(({ attributes }) => attributes.term),
        article.tags ?? [],
      );
      assert.deepEqual(texts(entry, "published"), [article.date_published]);
      assert.deepEqual(texts(entry, "updated"), [article.date_modified]);
      assert.equal(elements(entry, "link").filter(({ attributes }) => attributes.rel === undefined).length, 1);
      if (where.channel.content === "full") {
        const hasContent = article.content_html !== undefined || article.content_text !== undefined;
        const summary = article.summary ?? (hasContent ? undefined : title);
        const isHtml = elements(entry, "content").length > 0;
        const written = summary !== undefined && isHtml ? shown(escapeText(summary), article) : summary;
        assert.deepEqual(texts(entry, "summary"), listed(written));
        assert.deepEqual(values(entry, "summary", "type"), written === undefined ? [] : [isHtml ? "html" : "text"]);
        if (article.content_html !== undefined) {
          assert.deepEqual(texts(entry, "content"), [shown(article.content_html, article)]);
        }
      }
    });
    assert.equal(parseAtomFeed(document).entries?.length ?? 0, given.length, "a feed parser reads it");
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: runs(40) }));
  t.end();
});

/** The same, its addresses as documents write them. */
function withAddresses(courant: Article["_courant"]): Article["_courant"] {
  const text = JSON.stringify(courant, (key, value) =>
    (key === "url" || key === "image") && typeof value === "string" ? addressOf(value) : value,
  );
  return JSON.parse(text);
}

test("whatever an article says, JSON Feed says the same", (t) => {
  const property = fc.property(articles, contexts, (given, where) => {
    const feed = JSON.parse(documentOf(json, given, where)) as { title: string; items: Record<string, unknown>[] };
    assert.equal(feed.title, where.channel.title);
    assert.equal(feed.items.length, given.length);
    feed.items.forEach((item, index) => {
      const article = given[index] as Article;
      const { revision, ...extension } = withAddresses(article._courant);
      for (const name of ["id", "title", "tags", "date_published", "date_modified"] as const) {
        assert.deepEqual(item[name], article[name], name);
      }
      const content = where.channel.content === "full" ? (article.content_html ?? article.content_text) : undefined;
      const { without_content, ...said } = (item._courant ?? {}) as Record<string, unknown>;
      assert.deepEqual(said, extension);
      assert.equal(without_content, content === undefined ? true : undefined);
      assert.ok(typeof item.content_html === "string" || typeof item.content_text === "string");
      if (where.channel.content === "full") {
        assert.deepEqual(item.content_html, article.content_html && shown(article.content_html, article));
        assert.deepEqual(item.summary, article.summary);
      }
    });
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: runs(40) }));
  t.end();
});

test("the same article gives the same bytes, and is not changed", (t) => {
  const property = fc.property(articles, contexts, (given, where) => {
    const before = JSON.stringify(given);
    for (const format of [rss, atom, json])
      assert.equal(documentOf(format, given, where), documentOf(format, given, where));
    assert.equal(JSON.stringify(given), before);
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: runs(20) }));
  t.end();
});
