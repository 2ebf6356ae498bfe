import type { FastifyBaseLogger } from "fastify";
import { test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { watchSources } from "../../src/commands/serve/watch-sources.ts";
import { ingestHere } from "../ingest-here.ts";
import { configOf } from "../publish/memory.ts";
import { testStores } from "../stores/helpers.ts";
import { elsewhere, type Item } from "./elsewhere.ts";

const item = (number: number, more = {}): Item => ({
  id: `urn:x:${number}`,
  title: `Title ${number}`,
  date_published: `2026-01-0${number}T00:00:00Z`,
  ...more,
});

test("the log says how many articles of a source were left out or deleted", async (t) => {
  const site = await elsewhere(t);
  const { stores } = await testStores(t);
  const lines: [details: Record<string, unknown>, message: string][] = [];
  const write = (details: Record<string, unknown>, message: string) => void lines.push([details, message]);
  const config = configOf(`
site: { title: Test Site, url: "https://site.example/", language: en }
fetching: { allow: [127.0.0.1], media: false }
sources: [{ url: "${site.url}/feed.json", every: 86400, exclude: { title: [sponsored] }, most: 2 }]
channels: [{ slug: news, title: News, description: Everything }]
`);
  site.serve([item(1), item(2), item(3), item(4, { title: "Sponsored" })], '"1"');
  const log = { info: write, warn: write, error: write } as unknown as FastifyBaseLogger;
  const poller = await watchSources(config, {
    stores,
    queue: ingestHere(),
    clock: systemClock,
    log,
    onChanged: () => {},
    onPolled: () => {},
  });
  await poller.poll();
  site.serve([item(5)], '"2"');
  await poller.poll();
  site.serve([item(1), item(5, { title: "sponsored" })], '"3"');
  await poller.poll();
  await poller.stop();
  t.match(lines, [
    [{ created: 2, filtered: 1, surplus: 1, deleted: 0 }, "read from a source"],
    [{ created: 1, filtered: 0, surplus: 0, deleted: 1 }, "read from a source"],
    [
      { created: 0, filtered: 1, surplus: 1, deleted: 0 },
      /^articles of a source are left out because of its patterns or its/,
    ],
  ]);
  t.equal(lines.length, 3);
});
