import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { createArticleFitter } from "../../src/publish/fit-articles.ts";
import { createFragmentCache, type ItemBytes } from "../../src/publish/fragments.ts";
import { context, minimal } from "../render/documents.ts";

const { site, baseUrl } = context;
const style = { content: "full", podcast: false, language: "en" } as const;

function numbered(count: number, given: Partial<Article> = {}): Article[] {
  return Array.from({ length: count }, (_, index) => ({ ...minimal, ...given, id: `urn:example:${index}` }));
}

function sizeOf(fragments: readonly ItemBytes[]): number {
  return fragments.flat().reduce((sum, { length }) => sum + length, 0);
}

test("a fragment is rendered once for a revision, style and language", (t) => {
  const fragments = createFragmentCache(site, baseUrl);
  const given = numbered(3);
  const first = fragments.items(given, style);
  const [again] = fragments.items(given.slice(1, 2), style);
  t.equal(again, first[1], "the same fragment, not only the same bytes");
  const [article = minimal] = given;
  const others = [
    fragments.items([{ ...article, title: "Two", _courant: { revision: 2 } }], style),
    fragments.items([article], { ...style, content: "summary" }),
    fragments.items([article], { ...style, podcast: true }),
    fragments.items([article], { ...style, language: "ar" }),
    fragments.items([{ ...article, media: { "https://example.org/a.png": { bytes: 1 } } }], style),
  ];
  for (const [other] of others) t.not(other, first[0]);
  t.end();
});

test("fragments are the same whatever is remembered", (t) => {
  const given = numbered(5);
  const expected = given.map((article) => createFragmentCache(site, baseUrl).items([article], style)[0]);
  for (const maxBytes of [0, 1000, 5000, 1_000_000]) {
    const fragments = createFragmentCache(site, baseUrl, maxBytes);
    for (const order of [given, given.toReversed(), given.slice(1, 3), [...given, ...given]]) {
      const found = fragments.items(order, style);
      t.strictSame(
        found,
        order.map((article) => expected[given.indexOf(article)]),
      );
    }
  }
  t.end();
});

test("only so many bytes of fragments are remembered, those that were used last", (t) => {
  const given = numbered(10);
  const all = createFragmentCache(site, baseUrl).items(given, style);
  const fragments = createFragmentCache(site, baseUrl, sizeOf(all.slice(0, 4)));
  const first = fragments.items(given, style);
  const isRemembered = (index: number) => fragments.items(given.slice(index, index + 1), style)[0] === first[index];
  t.strictSame([9, 8, 7, 6].map(isRemembered), [true, true, true, true]);
  t.strictSame([0, 1, 2].map(isRemembered), [false, false, false]);
  t.equal(isRemembered(9), false, "three others were used later, and one is bigger than it was");
  t.end();
});

/** Fits articles with room for `maxBytes`, and tells the ids that were rendered together. */
function fit(articles: readonly Article[], maxBytes: number) {
  const batches: string[][] = [];
  const cache = createFragmentCache(site, baseUrl, 0);
  const fitter = createArticleFitter({ ...context, channel: { ...context.channel, maxBytes } }, (batch, content) => {
    if (content === "full") batches.push(batch.map(({ id }) => id));
    return cache.items(batch, { ...style, content });
  });
  return { fitter, batches, fitted: fitter.fitAll(articles) };
}

test("articles are rendered in small batches, long ones in smaller batches, and few beyond the room", (t) => {
  const short = fit(numbered(40), 1_000_000);
  t.strictSame(
    short.batches.map(({ length }) => length),
    [16, 16, 8],
  );
  t.equal(short.fitted.length, 40);
  const long = fit(numbered(5, { content_html: `<p>${"x".repeat(60_000)}</p>` }), 10_000_000);
  t.strictSame(
    long.batches.map(({ length }) => length),
    [2, 2, 1],
  );
  const huge = fit(numbered(3, { content_html: `<p>${"x".repeat(200_000)}</p>` }), 10_000_000);
  t.strictSame(
    huge.batches.map(({ length }) => length),
    [1, 1, 1],
  );
  const little = fit(numbered(1000), 20_000);
  t.ok(little.fitted.length < 200, `${little.fitted.length} articles have room`);
  t.ok(little.batches.flat().length <= little.fitted.length + 16, "one batch too many at most");
  t.end();
});

test("the same articles fit whether they are asked for together or one by one", (t) => {
  const given = numbered(30).map((article, index) => ({
    ...article,
    summary: "A summary",
    content_html: `<p>${"y".repeat(index % 7 === 3 ? 60_000 : index * 50)}</p>`,
  }));
  for (const maxBytes of [3000, 20_000, 50_000, 1_000_000]) {
    const { fitter, fitted } = fit(given, maxBytes);
    const alone = given.flatMap((article) => fitter.fitEach([article]));
    t.strictSame(fitter.fitEach(given), alone, "each by itself");
    t.strictSame(fitted, alone.slice(0, fitted.length), "the beginning of them");
    t.strictSame(fitter.fitAll(given.slice(0, fitted.length)), fitted, "whatever comes after them");
  }
  t.end();
});
