import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { revise } from "../../src/article/revise.ts";
import { atom } from "../../src/render/atom.ts";
import { json } from "../../src/render/json.ts";
import { rss } from "../../src/render/rss.ts";
import { atomMistakes } from "../validators/schemas.ts";
import { documentOf, itemOf, minimal } from "./documents.ts";

const feed = { title: "A & <B>", url: "https://o.example/", feed_url: "https://o.example/f.xml" };
const from = (given: Partial<Article["_courant"]["feed"]>): Article => ({
  ...minimal,
  _courant: { revision: 1, feed: { ...feed, ...given } },
});

test("an article from another site names its feed, and the feed's author if it has none", (t) => {
  t.match(itemOf(rss, from({})), '<source url="https://o.example/f.xml">A &#x26; &#x3C;B&gt;</source>');
  const entry = itemOf(atom, from({ id: "urn:f", authors: [{ name: "Ann" }] }));
  t.match(
    entry,
    '<source><id>urn:f</id><title>A &#x26; &#x3C;B&gt;</title><link rel="self" href="https://o.example/f.xml"/><link rel="alternate" href="https://o.example/"/><author><name>Ann</name></author></source>',
  );
  t.match(itemOf(atom, from({})), "<author><name>A &#x26; &#x3C;B&gt;</name></author></source>");
  t.notMatch(itemOf(atom, { ...from({}), authors: [{ name: "Bo" }] }), /<source>.*<author>/s);
  t.match(JSON.parse(itemOf(json, from({}))), { authors: [{ name: "A & <B>" }], _courant: { feed } });
  t.end();
});

test("an article of the site's own feeds names none", (t) => {
  const own = from({ url: "https://www.example.org/blog" });
  for (const format of [rss, atom, json]) t.notMatch(itemOf(format, own), /source|feed/, format.name);
  t.end();
});

test("the schema of Atom accepts the source of an entry", (t) => {
  t.strictSame(atomMistakes(documentOf(atom, [from({ id: "no iri" }), from({ id: "urn:f" })])), []);
  t.end();
});

test("an article that only learns its feed keeps its date", (t) => {
  const { _courant: _, ...draft } = minimal;
  const later = { now: Date.parse("2027-01-01T00:00:00Z"), newId: () => "x" };
  const { outcome, article } = revise(minimal, { ...draft, _courant: { feed } }, later);
  t.match({ outcome, article }, { outcome: "updated", article: { date_modified: minimal.date_modified } });
  const edited = revise(minimal, { ...draft, title: "Two", _courant: { feed } }, later);
  t.equal(edited.article.date_modified, "2027-01-01T00:00:00.000Z");
  t.end();
});
