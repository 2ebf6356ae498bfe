import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAtomFeed, parseRssFeed } from "feedsmith";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { atom } from "../../src/render/atom.ts";
import { json } from "../../src/render/json.ts";
import { rss } from "../../src/render/rss.ts";
import { canonical } from "../xml.ts";
import { articles, contexts } from "./arbitraries.ts";
import { documentOf, elements, texts } from "./documents.ts";

const namesOf = (article: Article) =>
  (article.authors ?? []).map(({ name, url }) => name ?? url).filter((name) => name !== undefined);

test("whatever an article says, RSS is well-formed and says the same", (t) => {
  const property = fc.property(articles, contexts, (given, where) => {
    const document = documentOf(rss, given, where);
    const xml = canonical(document);
    const [head = "", ...items] = xml.split("<item>");
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
      if (where.channel.content === "full" && article.content_html !== undefined) {
        assert.equal(
          texts(item, article.summary === undefined ? "description" : "content:encoded")[0],
          article.content_html,
        );
      }
      for (const name of ["title", "link", "guid", "description", "content:encoded", "pubDate", "enclosure"]) {
        assert.ok(elements(item, name).length <= 1, `${name} stands once at most`);
      }
      assert.match(item, /<title>|<description>/);
    });
    assert.equal(parseRssFeed(document).items?.length ?? 0, given.length, "a feed parser reads it");
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 40 }));
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
        assert.deepEqual(texts(entry, "summary"), summary === undefined ? [] : [summary]);
        if (article.content_html !== undefined) assert.deepEqual(texts(entry, "content"), [article.content_html]);
      }
    });
    assert.equal(parseAtomFeed(document).entries?.length ?? 0, given.length, "a feed parser reads it");
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 40 }));
  t.end();
});

test("whatever an article says, JSON Feed says the same", (t) => {
  const property = fc.property(articles, contexts, (given, where) => {
    const feed = JSON.parse(documentOf(json, given, where)) as { title: string; items: Record<string, unknown>[] };
    assert.equal(feed.title, where.channel.title);
    assert.equal(feed.items.length, given.length);
    feed.items.forEach((item, index) => {
      const article = given[index] as Article;
      const { revision, ...extension } = article._courant;
      for (const name of ["id", "title", "tags", "date_published", "date_modified"] as const) {
        assert.deepEqual(item[name], article[name], name);
      }
      assert.deepEqual(item._courant, Object.keys(extension).length > 0 ? extension : undefined);
      assert.ok(typeof item.content_html === "string" || typeof item.content_text === "string");
      if (where.channel.content === "full") {
        assert.deepEqual(item.content_html, article.content_html);
        assert.deepEqual(item.summary, article.summary);
      }
    });
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 40 }));
  t.end();
});

test("the same article gives the same bytes, and is not changed", (t) => {
  const property = fc.property(articles, contexts, (given, where) => {
    const before = JSON.stringify(given);
    for (const format of [rss, atom, json])
      assert.equal(documentOf(format, given, where), documentOf(format, given, where));
    assert.equal(JSON.stringify(given), before);
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 20 }));
  t.end();
});
