import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { Context } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { canonical } from "../xml.ts";
import { context, documentOf } from "./documents.ts";

/*
 * test/golden/<case>/ holds articles.json, context.json where it is not the usual one, and the documents they make.
 * After a change that is meant: `npx tap --snapshot test/render/golden.test.ts`, and read the difference.
 */
const regenerate = process.env.TAP_SNAPSHOT === "1";
const golden = join(import.meta.dirname, "../golden");

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

for (const name of readdirSync(golden)) {
  const folder = join(golden, name);
  const articles = read<Article[]>(join(folder, "articles.json"));
  const contextFile = join(folder, "context.json");
  const given = existsSync(contextFile) ? { ...context, ...read<Partial<Context>>(contextFile) } : context;

  for (const format of formats) {
    test(`${name}, ${format.name}: the document is the golden one`, (t) => {
      const file = join(folder, `feed.${format.name}`);
      const document = documentOf(format, articles, given);
      if (regenerate) writeFileSync(file, document);
      t.equal(document, readFileSync(file, "utf8"));
      if (format.name === "json") t.doesNotThrow(() => JSON.parse(document));
      else t.doesNotThrow(() => canonical(document));
      t.end();
    });
  }

  test(`${name}: a feed parser reads the same articles from every format`, (t) => {
    const [rss, atom, json] = formats.map((format) => documentOf(format, articles, given));
    const fromRss = parseRssFeed(rss ?? "");
    const fromAtom = parseAtomFeed(atom ?? "");
    const fromJson = parseJsonFeed(json ?? "");

    t.strictSame(
      [fromRss.title, fromAtom.title?.value, fromJson.title],
      Array.from({ length: 3 }, () => given.channel.title),
    );
    const ids = articles.map((article) => article.id);
    t.strictSame(
      (fromRss.items ?? []).map((item) => item.guid?.value),
      ids,
    );
    t.strictSame(
      (fromJson.items ?? []).map((item) => item.id),
      ids,
    );
    const titles = articles.map((article) => article.title);
    t.strictSame(
      (fromRss.items ?? []).map((item) => item.title),
      titles,
    );
    t.strictSame(
      (fromAtom.entries ?? []).map((entry) => entry.title?.value || undefined),
      titles,
    );
    t.strictSame(
      (fromJson.items ?? []).map((item) => item.title),
      titles,
    );
    const tags = articles.map((article) => article.tags);
    t.strictSame(
      (fromRss.items ?? []).map((item) => item.categories?.map((category) => category.name)),
      tags,
    );
    t.strictSame(
      (fromAtom.entries ?? []).map((entry) => entry.categories?.map((category) => category.term)),
      tags,
    );
    t.strictSame(
      (fromJson.items ?? []).map((item) => item.tags),
      tags,
    );
    const published = articles.map((article) => Math.floor(Date.parse(article.date_published) / 1000));
    t.strictSame(
      (fromRss.items ?? []).map((item) => Date.parse(String(item.pubDate)) / 1000),
      published,
    );
    t.strictSame(
      (fromAtom.entries ?? []).map((entry) => entry.published),
      articles.map((article) => article.date_published),
    );
    t.end();
  });
}
