import fc from "fast-check";
import { test } from "tap";
import { Check } from "typebox/value";
import { Article, type Draft } from "../../src/article/article.ts";
import { revise } from "../../src/article/revise.ts";
import { anyDraft } from "./arbitrary.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const moment = "2026-03-01T12:00:00.000Z";
const newId = () => "urn:uuid:1";
const at = (time: number | string) => ({ now: new Date(time).getTime(), newId });

function create(draft: Draft): Article {
  return revise(undefined, draft, at(now)).article;
}

test("a new article has the draft's id, else its URL, else a new one", (t) => {
  t.equal(create({ id: "a", url: "https://x.example/a" }).id, "a");
  t.equal(create({ url: "https://x.example/a" }).id, "https://x.example/a");
  t.equal(create({ title: "A" }).id, "urn:uuid:1");
  t.equal(create({ title: "A", _courant: { revision: 9 } })._courant.revision, 1, "whatever revision it claims");
  t.end();
});

test("the dates of a new article", (t) => {
  const early = "2026-01-01T00:00:00.000Z";
  const later = "2026-02-01T00:00:00.000Z";
  const future = "2027-01-01T00:00:00.000Z";
  const cases: [name: string, draft: Draft, published: string, modified: string][] = [
    ["none given: both are now", {}, moment, moment],
    ["published", { date_published: early }, early, early],
    ["published in the future", { date_published: future }, future, future],
    ["modified: published no later than that", { date_modified: early }, early, early],
    ["modified in the future: published now", { date_modified: future }, moment, future],
    ["both", { date_published: early, date_modified: later }, early, later],
    ["an offset becomes UTC", { date_published: "2026-01-01T01:00:00+01:00" }, early, early],
  ];
  for (const [name, draft, published, modified] of cases) {
    const article = create({ title: "A", ...draft });
    t.same([article.date_published, article.date_modified], [published, modified], name);
  }
  t.end();
});

test("an article that changes", (t) => {
  const first = create({ id: "a", title: "A", summary: "s", date_published: "2026-01-01T00:00:00Z" });
  const day = "2026-03-02T00:00:00.000Z";

  const second = revise(first, { id: "other", title: "B" }, at(day));
  t.equal(second.outcome, "updated");
  t.equal(second.article.id, "a", "keeps its id");
  t.equal(second.article.date_published, "2026-01-01T00:00:00.000Z", "keeps its date");
  t.equal(second.article.date_modified, day);
  t.equal(second.article._courant.revision, 2);
  t.notOk("summary" in second.article, "what the draft leaves out is gone");

  const clockBack = revise(second.article, { title: "C" }, at("2020-01-01"));
  t.equal(clockBack.article.date_modified, day, "a clock that goes back does not take date_modified back");

  const future = "2030-01-01T00:00:00.000Z";
  const postponed = revise(second.article, { title: "B", date_published: future }, at(day));
  t.same(
    [postponed.outcome, postponed.article.date_modified],
    ["updated", future],
    "not modified before it is published",
  );

  const later = revise(second.article, { title: "D", date_modified: "2026-04-02T00:00:00Z" }, at(day));
  t.equal(later.article.date_modified, "2026-04-02T00:00:00.000Z", "a later date is taken as it is");
  const next = "2026-05-02T00:00:00.000Z";
  const echoed = revise(second.article, { title: "E", date_modified: second.article.date_modified }, at(next));
  t.equal(echoed.article.date_modified, next, "the date sent back with an edit is not the edit's");
  const earlier = { ...second.article, date_modified: "2020-01-01T00:00:00.000Z" };
  t.equal(revise(second.article, earlier, at(next)).outcome, "unchanged", "an earlier date alone is no change");
  t.end();
});

test("an article that does not change", (t) => {
  const draft: Draft = { title: "A", authors: [{ url: "https://x.example/", name: "N" }], _courant: { source: "s" } };
  const article = create({ ...draft, date_published: "2026-01-01T00:00:00Z" });
  const again = revise(article, draft, at("2026-04-01"));
  t.same(again, { outcome: "unchanged", article });

  t.equal(revise(article, { ...draft, date_published: "2026-01-01T02:00:00+02:00" }, at(now)).outcome, "unchanged");
  t.equal(
    revise(article, { ...draft, authors: [{ name: "N", url: "https://x.example/" }] }, at(now)).outcome,
    "unchanged",
  );
  t.equal(revise(article, { ...draft, id: "b", _courant: { source: "s", revision: 7 } }, at(now)).outcome, "unchanged");

  const moved = revise(article, { ...draft, date_modified: "2026-02-01T00:00:00Z" }, at(now));
  t.same([moved.outcome, moved.article._courant.revision], ["updated", 2], "another date_modified is a change");
  t.end();
});

test("one draft revised twice changes once, on whatever it falls", (t) => {
  const time = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(fc.option(anyDraft, { nil: undefined }), anyDraft, time, time, (before, draft, then, later) => {
      const existing = before && revise(undefined, before, at(then)).article;
      const frozen = JSON.stringify([existing, draft]);
      const first = revise(existing, draft, at(later)).article;
      const second = revise(first, draft, at(then));
      t.ok(Check(Article, first));
      t.equal(JSON.stringify([existing, draft]), frozen, "what was passed in is not changed");
      t.same(second, { outcome: "unchanged", article: first });
      if (existing) t.equal(first.id, existing.id);
    }),
  );
  t.end();
});

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, backwards(member)]),
  );
}

test("the JSON of an article does not depend on the order of the draft's keys, at any depth", (t) => {
  fc.assert(
    fc.property(anyDraft, (draft) => {
      t.equal(JSON.stringify(create(backwards(draft) as Draft)), JSON.stringify(create(draft)));
    }),
  );
  t.end();
});
