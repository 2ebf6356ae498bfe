import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import Fastify from "fastify";
import { type Test, test } from "tap";
import { request } from "undici";
import type { Clock } from "../../src/clock.ts";
import { createBuilder } from "../../src/publish/build.ts";
import { createRegenerator } from "../../src/publish/regenerate.ts";
import { openFeedsDir } from "../../src/published/files.ts";
import { findBytes } from "../../src/published/find-bytes.ts";
import { createFollower } from "../../src/published/follower.ts";
import { createPublishedView } from "../../src/published/view.ts";
import { documentPath, type FormatName } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { createAudienceCounter } from "../../src/serve/audience.ts";
import { createByteCache } from "../../src/serve/byte-cache.ts";
import { documentRoutes } from "../../src/serve/document-routes.ts";
import { createDownloadCounter, createDownloadTable } from "../../src/serve/downloads.ts";
import { createSeededHash } from "../../src/serve/hash.ts";
import { createPollMemory, createPollTable } from "../../src/serve/poll-memory.ts";
import type { Stores } from "../../src/stores/stores.ts";
import { runs } from "../properties.ts";
import { prepared, testStores } from "../stores/helpers.ts";
import { canonical } from "../xml.ts";
import { configOf } from "./memory.ts";
import { stepOf } from "./walk.ts";

const config = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
serving: { downloadsPerHour: 0 }
channels:
  - { slug: news, title: News, description: The newest three, limit: 3 }
  - { slug: all, title: All, description: Everything }
`);
const channels = ["news", "all"];
const minute = 60_000;

type Change =
  | { kind: "put"; id: number; age: number; title: number }
  | { kind: "remove"; id: number }
  | { kind: "pass"; minutes: number }
  | { kind: "restart" };

/** Few ids and few titles, so that articles change, come back, and become what they were. */
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("put" as const),
      id: fc.nat(6),
      age: fc.integer({ min: -20, max: 90 }),
      title: fc.nat(2),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("remove" as const), id: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass" as const), minutes: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
);

/** A change, and which of three clients poll after it. */
const steps = fc.array(fc.record({ change, polls: fc.subarray([0, 1, 2]) }), { minLength: 1, maxLength: 15 });

/** The items of a document, whole, by id, in order. */
function itemsIn(document: string, format: FormatName): Map<string, string> {
  const { ids } = stepOf(document, format);
  const items =
    format === "json"
      ? (JSON.parse(document) as { items: object[] }).items.map((item) => JSON.stringify(item))
      : [...document.matchAll(format === "rss" ? /<item[ >].*?<\/item>/gs : /<entry[ >].*?<\/entry>/gs)].map(
          ([item]) => item,
        );
  return new Map(ids.map((id, index) => [id, items[index] ?? ""]));
}

/** Publishing into a folder, served on a real socket; it can be started anew from what the folder holds. */
async function servedPublishing(t: Test, stores: Stores, clock: Clock) {
  const folder = await mkdtemp(join(t.testdir(), "feeds-"));
  const files = openFeedsDir(folder);
  const builder = createBuilder({ config, stores, files });
  const start = async () =>
    createRegenerator({ config, stores, files, clock, builder, definition: "", published: await files.load() });
  let regenerator = await start();
  const { view, apply } = createPublishedView();
  const bytes = createByteCache({
    view,
    find: (document, coding) => findBytes(folder, document, coding),
    share() {},
    onLost(path) {
      throw new Error(`${path} is lost`);
    },
  });
  const follower = createFollower({
    folder,
    onUpdate(step) {
      step.forEach(apply);
      void bytes.dropReplaced();
    },
    onProblem(problem) {
      throw new Error(problem);
    },
  });
  const app = Fastify();
  const hash = createSeededHash(1);
  await app.register(documentRoutes, {
    source: { view, read: bytes.read },
    answerMedia: async () => "unknown",
    expected: new Set<string>(),
    clock,
    audience: createAudienceCounter(),
    uses: { note() {} },
    hash,
    countDownload: createDownloadCounter({ clock, hash, table: createDownloadTable() }),
    notePoll: createPollMemory({ clock, hash, table: createPollTable() }),
    staleness: config.serving,
    purging: undefined,
    root: "",
    siteChannel: undefined,
    fillMissingPage: (page) => page,
    contentSecurityPolicy: "default-src 'none'",
    log: app.log,
  });
  const origin = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    async run() {
      const { failed } = await regenerator.run({ id: "", channels: "all", force: false });
      if (failed[0]) throw new Error(failed[0].error);
      if (!(await follower.look())) throw new Error("something published is not there");
    },
    async restart() {
      regenerator = await start();
      await regenerator.verify();
    },
    async get(path: string, headers: Record<string, string> = {}) {
      const answer = await request(origin + path, { headers });
      return { status: answer.statusCode, etag: String(answer.headers.etag), text: await answer.body.text() };
    },
    close: () => app.close(),
  };
}

type State = { etag: string; items: Map<string, string> };

/** Returns the expected items of a delta: those of the last state that are not the same in every state since the client's. */
function missing(states: readonly State[], etag: string): string[] {
  const since = states.slice(states.findLastIndex((state) => state.etag === etag));
  const [now] = since.slice(-1);
  return [...(now?.items ?? [])].flatMap(([id, item]) =>
    since.every(({ items }) => items.get(id) === item) ? [] : item,
  );
}

test("a client that polls now and then, and merges deltas by id, has every item as the document has it", async (t) => {
  let deltas = 0;
  let empty = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const { stores, clock } = await testStores({
        testdir: () => t.testdir(),
        after: (close) => t.after(close),
      });
      const service = await servedPublishing(t, stores, clock);
      const feeds = channels.flatMap((channel) =>
        formats.map(({ name }) => ({
          path: documentPath(channel, name),
          format: name,
          states: [] as State[],
          clients: [0, 1, 2].map(() => ({ etag: undefined as string | undefined, known: new Map<string, string>() })),
        })),
      );
      try {
        for (const { change, polls } of sequence) {
          if (change.kind === "put") {
            const date_published = new Date(clock.now() - change.age * minute).toISOString();
            const title = `Title ${change.title}`;
            const content_html = "<p>fh:complete &lt;/item&gt; ü</p>";
            const draft = {
              id: `urn:x:${change.id}`,
              title,
              content_html,
              date_published,
              date_modified: date_published,
            };
            await stores.articles.put([prepared(draft)], { restore: true });
          } else if (change.kind === "remove") await stores.articles.remove(`urn:x:${change.id}`);
          else if (change.kind === "pass") clock.set(clock.now() + change.minutes * minute);
          else await service.restart();
          await service.run();
          clock.set(clock.now() + 2000);

          for (const { path, format, states, clients } of feeds) {
            const full = await service.get(path);
            const current = { etag: full.etag, items: itemsIn(full.text, format) };
            if (states.at(-1)?.etag !== current.etag) states.push(current);
            for (const client of polls.map((index) => clients[index])) {
              if (!client) continue;
              const condition = client.etag && { "if-none-match": client.etag };
              const headers = { "user-agent": "newsboat/2.21.0", "a-im": "feed", ...condition };
              const answer = await service.get(path, headers);
              const what = `${path} for ${client.etag} of ${states.map(({ etag }) => etag).join(" ")}`;
              const expected = client.etag === undefined ? 200 : client.etag === current.etag ? 304 : 226;
              if (answer.status !== expected) throw new Error(`${answer.status}, not ${expected}: ${what}`);
              if (answer.etag !== current.etag) throw new Error(`another ETag: ${what}`);
              if (answer.status !== 304) {
                if (format !== "json") canonical(answer.text);
                const items = itemsIn(answer.text, format);
                if (client.etag !== undefined) {
                  const wanted = missing(states, client.etag);
                  if (JSON.stringify([...items.values()]) !== JSON.stringify(wanted)) {
                    throw new Error(`${[...items.keys()]} is not what is new: ${what}`);
                  }
                  deltas += 1;
                  if (items.size === 0) empty += 1;
                }
                for (const [id, item] of items) client.known.set(id, item);
              }
              for (const [id, item] of current.items) {
                if (client.known.get(id) !== item) throw new Error(`${id} is missing or old: ${what}`);
              }
              client.etag = answer.etag;
            }
          }
        }
      } finally {
        await service.close();
        await stores.close();
      }
    }),
    { numRuns: runs(12) },
  );
  t.ok(deltas > 20, `${deltas} deltas`);
  t.ok(empty > 0, `${empty} without an item`);
});
