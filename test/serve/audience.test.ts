import fc from "fast-check";
import { test } from "tap";
import { createAudienceCounter } from "../../src/serve/audience.ts";
import { clientKinds } from "../../src/serve/clients.ts";

const document = { channel: "news", file: "news.rss" };

test("documents of one channel and format are counted together, archives too; whatever has none stands for itself", (t) => {
  const audience = createAudienceCounter();
  const tool = { kind: "tool" } as const;
  audience.counterOf(document).count(200, "gzip", tool);
  audience.counterOf({ ...document }).count(200, "gzip", tool);
  audience.counterOf({ channel: "news", file: "news/archive/1.rss" }).count(200, "gzip", tool);
  audience.counterOf({ file: "feeds.opml" }).count(304, "br", tool);
  audience.counterOf({ file: "" }).count(404, undefined, tool);
  t.same(
    audience
      .counts()
      .requests.map(({ channel, format, status, coding, requests }) => [channel, format, status, coding, requests]),
    [
      ["news", "rss", 200, "gzip", 3],
      ["", "opml", 304, "br", 1],
      ["", "", 404, "", 1],
    ],
  );
  t.end();
});

test("nothing is lost and nothing is told twice, however saving goes", (t) => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constantFrom(...clientKinds),
      status: fc.constantFrom(200, 304, 429),
      coding: fc.constantFrom("gzip", "br", undefined),
    }),
    fc.record({ subscribers: fc.nat(100), aggregator: fc.constantFrom("Feedly", "Feedbin") }),
    fc.record({ save: fc.constantFrom("done", "failed", "counted meanwhile"), most: fc.integer({ min: 1, max: 4 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const audience = createAudienceCounter();
      const counter = audience.counterOf(document);
      const stored = new Map<string, number>();
      const heard = new Map<string, number>();
      let counted = 0;
      const count = (...args: Parameters<typeof counter.count>) => {
        counted++;
        counter.count(...args);
      };
      const save = (most: number, outcome: string) => {
        const unsaved = audience.unsaved(most);
        if (unsaved.requests.length + unsaved.subscribers.length > most) throw new Error("too many rows");
        if (outcome === "counted meanwhile") count(200, "gzip", { kind: "tool" });
        if (outcome === "failed") return 1;
        for (const { requests, ...labels } of unsaved.requests) {
          const name = JSON.stringify(labels);
          stored.set(name, (stored.get(name) ?? 0) + requests);
        }
        for (const { aggregator, subscribers } of unsaved.subscribers) heard.set(aggregator, subscribers);
        unsaved.markSaved();
        return unsaved.requests.length + unsaved.subscribers.length;
      };
      const said = new Map<string, number>();
      for (const each of steps) {
        if ("save" in each) save(each.most, each.save);
        else if ("kind" in each) count(each.status, each.coding, { kind: each.kind });
        else {
          said.set(each.aggregator, each.subscribers);
          count(200, "gzip", { kind: "aggregator", audience: { ...each, isKnown: true } });
        }
      }
      while (save(3, "done") > 0);
      const total = [...stored.values()].reduce((sum, each) => sum + each, 0);
      return total === counted && JSON.stringify([...heard].sort()) === JSON.stringify([...said].sort());
    }),
  );
  t.end();
});

test("an aggregator that says the same every day is told every day", (t) => {
  const audience = createAudienceCounter();
  const poll = () =>
    audience
      .counterOf(document)
      .count(304, "gzip", { kind: "aggregator", audience: { aggregator: "Feedly", isKnown: true, subscribers: 16 } });
  for (const _ of ["Monday", "Tuesday"]) {
    poll();
    const unsaved = audience.unsaved(10);
    t.same(unsaved.subscribers, [{ channel: "news", format: "rss", aggregator: "Feedly", subscribers: 16 }]);
    unsaved.markSaved();
    t.same(audience.unsaved(10).subscribers, []);
  }
  t.end();
});

test("a million made-up aggregators are not remembered, known ones always are", (t) => {
  const audience = createAudienceCounter();
  const poll = (aggregator: string, isKnown: boolean) =>
    audience
      .counterOf(document)
      .count(200, "gzip", { kind: "aggregator", audience: { aggregator, isKnown, subscribers: 1 } });
  for (let number = 0; number < 1_000_000; number++) poll(`Aggregator ${number}`, false);
  poll("Feedly", true);
  const { subscribers, requests } = audience.counts();
  t.equal(subscribers.length, 21);
  t.equal(subscribers.at(-1)?.aggregator, "Feedly");
  t.equal(requests.length, 1);
  t.end();
});

test("an unknown aggregator that comes again and again is not pushed out by made-up ones", (t) => {
  const audience = createAudienceCounter();
  const poll = (aggregator: string) =>
    audience
      .counterOf(document)
      .count(304, "gzip", { kind: "aggregator", audience: { aggregator, isKnown: false, subscribers: 77 } });
  for (let number = 0; number < 25; number++) poll(`Early ${number}`);
  poll("CommaFeed");
  poll("CommaFeed");
  for (let number = 0; number < 1000; number++) poll(`Late ${number}`);
  const names = audience.counts().subscribers.map(({ aggregator }) => aggregator);
  t.ok(names.includes("CommaFeed"));
  t.equal(new Set(names).size, 20);
  t.end();
});
