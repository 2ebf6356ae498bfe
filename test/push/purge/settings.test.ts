import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { tellServingSettings, withServingSettings } from "../../../src/commands/serve/feeds-settings.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { parseConfig } from "../../../src/config/load.ts";
import { signIn } from "../../dashboard/desk.ts";
import { configText, json, startService } from "../../service.ts";
import { until } from "../../until.ts";

test("caches are added by the settings while the service runs, and a secret in them is refused", async (t) => {
  const service = await startService(t);
  const page = String((await (await signIn(service)).get("/dashboard/settings")).body);
  t.match(page, "Caches to purge");
  const change = (target: object) => service.admin("PATCH", "/settings", { purge: [target] });
  const url = "http://127.0.0.1:9/";
  const refused = await change({ kind: "request", url, headers: { Authorization: "Bearer abc" }, body: "{keys}" });
  t.equal(refused.status, 422);
  t.match(json<{ detail: string }>(refused).detail, /purge\[0\]\.headers\.Authorization: found a secret/);
  t.notMatch(json<{ detail: string }>(refused).detail, "abc");
  t.equal((await change({ kind: "varnish", url })).status, 200);
  await until(async () => (await service.get("/feeds/news.rss")).headers["surrogate-key"] !== undefined);
  t.equal((await service.get("/feeds/news.rss")).headers["cdn-cache-control"], undefined, "nothing was purged yet");
  t.equal((await service.admin("PATCH", "/settings", { purge: [] })).status, 200);
  await until(async () => (await service.get("/feeds/news.rss")).headers["surrogate-key"] === undefined);
});

test("a machine that only serves sends keys where the one that publishes purges", async (t) => {
  const feedsDir = await mkdtemp(join(tmpdir(), "courant-purge-"));
  t.teardown(() => rm(feedsDir, { recursive: true }));
  const environment = readEnvironment({ FEEDS_DIR: feedsDir });
  const configOf = (purge: string) => ({ ...parseConfig(`${configText}\npurge: ${purge}`, "x"), environment });
  const own = configOf("[]");
  t.equal(await tellServingSettings(configOf('[{ kind: varnish, url: "http://cache.example/" }]')), undefined);
  t.equal((await withServingSettings(own)).purge.length, 1);
  await tellServingSettings(own);
  t.equal((await withServingSettings(own)).purge.length, 0);
});
