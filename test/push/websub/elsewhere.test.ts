import { createServer } from "node:http";
import { join } from "node:path";
import { type Test, test } from "tap";
import { request } from "undici";
import { checkCommand } from "../../../src/commands/check/check.ts";
import { commandHere } from "../../commands/command-here.ts";
import { freePort } from "../../free-port.ts";
import { listenInTest, standingClock, startService, type TestService } from "../../service.ts";
import { slowTest } from "../../slow.ts";
import { until } from "../../until.ts";
import { publish, statsOf, webSubConfig } from "./subscriber.ts";

/** A hub elsewhere. It confirms subscriptions, and delivers only when a test says so. */
async function startHub(t: Test) {
  const pings: URLSearchParams[] = [];
  const subscriptions: URLSearchParams[] = [];
  let status = 202;
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    (form.get("hub.mode") === "publish" ? pings : subscriptions).push(form);
    response.writeHead(status).end();
  });
  const url = `http://127.0.0.1:${await listenInTest(t, server)}/hub`;
  return {
    url,
    pings,
    subscriptions,
    answer: (next: number) => {
      status = next;
    },
    async verify(): Promise<{ status: number; body: string }> {
      await until(() => subscriptions.length > 0);
      const form = subscriptions.at(-1) ?? new URLSearchParams();
      const address = new URL(form.get("hub.callback") ?? "");
      address.searchParams.set("hub.mode", "subscribe");
      address.searchParams.set("hub.topic", form.get("hub.topic") ?? "");
      address.searchParams.set("hub.challenge", "a-challenge");
      address.searchParams.set("hub.lease_seconds", "2592000");
      const answer = await request(address);
      return { status: answer.statusCode, body: await answer.body.text() };
    },
    async deliver(): Promise<number> {
      const callback = subscriptions.at(-1)?.get("hub.callback") ?? "";
      const headers = { "content-type": "application/rss+xml" };
      return (await request(callback, { method: "POST", headers, body: "<rss/>" })).statusCode;
    },
  };
}

async function startWith(t: Test, hubs: readonly string[], clock = standingClock("2026-09-02T10:00:00Z")) {
  const port = String(await freePort());
  const env = { PORT: port, BASE_URL: `http://127.0.0.1:${port}` };
  const config = webSubConfig(`websub: { hub: ${JSON.stringify(hubs)} }`);
  return { clock, service: await startService(t, { config, env, clock }) };
}

const firstHub = async (service: TestService) => (await statsOf(service)).hubs[0];

test("a hub elsewhere is named by documents, told of each change, and reported when it delivers nothing", async (t) => {
  const hub = await startHub(t);
  const { service, clock } = await startWith(t, [hub.url]);
  t.match((await service.get("/feeds/news.rss")).headers.link, `<${hub.url}>; rel="hub"`);
  t.equal((await service.post("/hub", "", { "content-type": "application/x-www-form-urlencoded" })).status, 404);
  await until(() => hub.pings.length === 9);
  for (const ping of hub.pings) {
    t.equal(ping.get("hub.url"), ping.get("hub.topic"));
    t.match(ping.get("hub.url"), /^http:\/\/127\.0\.0\.1:\d+\/feeds\/\w+\.(?:rss|atom|json)$/);
  }
  t.equal(new Set(hub.pings.map((ping) => ping.get("hub.url"))).size, 9, "each document once");
  t.equal((await service.get("/hub/probe/guessed?hub.mode=subscribe&hub.challenge=x")).status, 404);
  t.same(await hub.verify(), { status: 200, body: "a-challenge" });
  await until(async () => (await firstHub(service))?.accepted !== undefined);
  t.notOk((await firstHub(service))?.problem);

  await publish(service, "urn:x:1");
  await until(() => hub.pings.length >= 15);
  // The answer to the last ping may be recorded a moment later.
  await until(async () => {
    clock.move(601_000);
    return (await firstHub(service))?.problem !== undefined;
  });
  t.match((await firstHub(service))?.problem, /accepts changes and delivers none/);
  t.equal(await hub.deliver(), 204);
  t.notOk((await firstHub(service))?.problem);
  t.match((await firstHub(service))?.delivered, /^2026-09-0/);
});

slowTest(
  "a hub that refuses is tried again and reported; one that is configured no more is told nothing",
  async (t) => {
    const hub = await startHub(t);
    hub.answer(500);
    const { service, clock } = await startWith(t, [hub.url]);
    await until(async () => ((await firstHub(service))?.failures ?? 0) >= 9);
    t.match((await firstHub(service))?.problem, /it took no change \d+ times in a row; the last time, it answered 500/);
    const env = { CONFIG_FILE: "config/courant.yaml", DATA_DIR: "data", FEEDS_DIR: "feeds" };
    const paths = Object.entries(env).map(([name, path]) => [name, join(service.folder, path)]);
    const checked = await commandHere({ folder: service.folder, env: Object.fromEntries(paths) }, checkCommand);
    t.match(checked.err, `warning: The hub ${hub.url}: it took no change`);
    hub.answer(204);
    const before = hub.pings.length;
    clock.move(20_000);
    await service.admin("POST", "/regenerate", {});
    await until(() => hub.pings.length >= before + 9);
    await until(async () => (await firstHub(service))?.failures === 0);
    const again = await service.restart({ config: webSubConfig("websub: { hub: false }") });
    const told = hub.pings.length;
    await publish(again, "urn:x:1");
    t.equal(hub.pings.length, told);
    t.notMatch(String((await again.get("/feeds/news.rss")).headers.link), /rel="hub"/);
    t.notMatch((await again.get("/feeds/news.rss")).body.toString(), /rel="hub"/);
  },
);
