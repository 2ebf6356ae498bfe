import fc from "fast-check";
import { type Test, test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { documentPath, type FormatName } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { runs } from "../properties.ts";
import { prepared, testStores } from "../stores/helpers.ts";
import { configOf, memoryPublishing } from "./memory.ts";
import { walk } from "./walk.ts";

const config = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
channels:
  - { slug: news, title: News, description: Everything, limit: 3 }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech] }, limit: 1, maxBytes: 10000 }
`);
const [news, tech] = config.channels;
const minute = 60_000;
const retention = (300 + 600 + 86_400) * 1000;

type Step =
  | { kind: "put"; id: number; age: number; tech: boolean; long: boolean; lifetime: number | undefined }
  | { kind: "remove"; id: number }
  | { kind: "pass"; minutes: number }
  | { kind: "restart" | "lose files" };

/** Few ids, so that articles change and come back; ages below zero are dates in the future. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      id: fc.nat(15),
      age: fc.integer({ min: -20, max: 400 }),
      tech: fc.boolean(),
      long: fc.boolean(),
      lifetime: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined, freq: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), id: fc.nat(15) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass" as const), minutes: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("restart" as const, "lose files" as const) }) },
);

/** Returns the articles of a channel by the collection, newest first. */
async function expectedIn(stores: Stores, tag: string | undefined, now: number): Promise<Article[]> {
  const { articles } = await stores.articles.list({ limit: 1000 });
  return articles.filter(({ tags, date_published, _courant: { expires } }) => {
    const isThere = Date.parse(date_published) <= now && (expires === undefined || Date.parse(expires) > now);
    return isThere && (tag === undefined || tags?.includes(tag));
  });
}

test("a walk from a subscription document to the end finds each article once, whatever happens meanwhile", (t) =>
  walkWhileAnythingHappens(t, { collectsEdits: false, sequences: runs(60) }));

test("where edits of archived articles wait, a walker finds each article once too, and the edits soon", (t) =>
  walkWhileAnythingHappens(t, { collectsEdits: true, sequences: runs(30) }));

/** @param rules.collectsEdits whether all channels collect edits, and walkers may find articles as they were before */
async function walkWhileAnythingHappens(
  t: Test,
  { collectsEdits, sequences }: { collectsEdits: boolean; sequences: number },
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const { stores, clock } = await testStores({
        testdir: () => t.testdir(),
        after: (close) => t.after(close),
      });
      const publishing = memoryPublishing(config, stores, clock, (builder) => ({
        ...builder,
        build: (request) => builder.build(collectsEdits ? { ...request, collectsEdits } : request),
      }));
      const everPublished = new Map<string, string>();
      const subscriptions: { document: string; format: FormatName; expected: Article[]; since: number }[] = [];
      let titles = 0;

      for (const change of steps) {
        if (change.kind === "put") {
          const published = clock.now() - change.age * minute;
          const draft = {
            id: `urn:x:${change.id}`,
            url: `https://site.example/${change.id}`,
            title: `Title ${++titles}`,
            content_html: change.long ? `<p>${"long ".repeat(1500)}</p>` : "<p>short</p>",
            tags: change.tech ? ["tech"] : ["other"],
            date_published: new Date(published).toISOString(),
            ...(change.lifetime !== undefined && {
              _courant: { expires: new Date(clock.now() + change.lifetime * minute).toISOString() },
            }),
          };
          await stores.articles.put([prepared(draft)], { restore: true });
        } else if (change.kind === "remove") await stores.articles.remove(`urn:x:${change.id}`);
        else if (change.kind === "pass") clock.set(clock.now() + change.minutes * minute);
        else if (change.kind === "restart") publishing.restart();
        else {
          publishing.loseFiles();
          // A walk that begins now cannot read documents that were replaced before.
          subscriptions.length = 0;
        }

        const run = await publishing.run();
        if (run.failed.length > 0) throw new Error(run.failed[0]?.error);
        const now = clock.now();
        clock.set(now + 2000);

        for (const [path] of publishing.snapshot().documents) {
          if (!path.includes("/archive/")) continue;
          const text = (await publishing.read(path)) ?? "";
          if ((everPublished.get(path) ?? text) !== text) throw new Error(`${path} is another document than before`);
          everPublished.set(path, text);
        }
        for (const format of formats) {
          for (const [channel, tag] of [
            [news, undefined],
            [tech, "tech"],
          ] as const) {
            const document = await publishing.read(documentPath(channel?.slug ?? "", format.name));
            const expected = await expectedIn(stores, tag, now);
            subscriptions.push({ document: document ?? "", format: format.name, expected, since: now });
          }
        }
        for (const { document, format, expected, since } of subscriptions) {
          if (clock.now() - since > retention) continue;
          const found = await walk(document, format, publishing.read);
          const name = (id: string, title = "") => (collectsEdits ? id : `${id} ${title}`);
          const wanted = expected.map(({ id, title }) => name(id, title));
          const got = found.ids.map((id, index) => name(id, found.titles[index]));
          if (JSON.stringify(got) !== JSON.stringify(wanted)) {
            throw new Error(`${format}: found ${got.join(", ")}; wanted ${wanted.join(", ")}`);
          }
        }
      }
      // No edit waits longer than five minutes.
      clock.set(clock.now() + 5 * minute);
      await publishing.run();
      for (const { name } of formats) {
        const document = await publishing.read(documentPath("news", name));
        const { titles } = await walk(document ?? "", name, publishing.read);
        const expected = await expectedIn(stores, undefined, clock.now());
        if (titles.join() !== expected.map(({ title }) => title).join()) throw new Error(`${name}: an edit is missing`);
      }
      await stores.close();
    }),
    { numRuns: sequences },
  );
}
