import { existsSync, globSync } from "node:fs";
import type { Test } from "tap";
import { freePort } from "../free-port.ts";
import { publish, startSubscriber, subscribe, topic } from "../push/websub/subscriber.ts";
import { configText, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { cacheAt } from "./cache.ts";
import { noOpenssl } from "./certificate.ts";
import { prepareRecipe } from "./courant.ts";
import { noNginx, startNginx } from "./nginx.ts";
import { startOrigin } from "./origin.ts";
import { recipe } from "./recipe.ts";
import { noVarnish, startVarnish } from "./varnish.ts";

const nginxModule = "/usr/lib/nginx/modules/ngx_http_cache_purge_module.so";
const noNginxModule = existsSync(nginxModule)
  ? false
  : "nginx cannot purge: apt-get install libnginx-mod-http-cache-purge";
const noXkey =
  globSync("/usr/lib/*/varnish/vmods/libvmod_xkey.so").length > 0
    ? false
    : "Varnish cannot purge by keys: apt-get install varnish-modules";

/** `start` begins to listen for clients and for purges, and returns the address for clients. */
type Purged = {
  kind: "varnish" | "nginx";
  skip: string | false;
  start(t: Test, origin: number, purges: number): Promise<string>;
};

const caches: Purged[] = [
  {
    kind: "varnish",
    skip: noVarnish || noXkey,
    async start(t, origin, purges) {
      await startVarnish(t, purges, origin, [], "purging.vcl");
      return `http://127.0.0.1:${purges}`;
    },
  },
  {
    kind: "nginx",
    skip: noNginx || noOpenssl || noNginxModule,
    async start(t, origin, purges) {
      const { https, configuration } = await prepareRecipe(t, `127.0.0.1:${origin}`);
      const purging = recipe("nginx-purge.conf", [["listen 127.0.0.1:8081;", `listen 127.0.0.1:${purges};`]]);
      await startNginx(t, purges, () => `${configuration}\n${purging}`, [nginxModule]);
      return `https://127.0.0.1:${https}`;
    },
  },
];

const codings = ["identity", "gzip", "br"];

/** A service, which names its cache or not yet; `startCache` starts the cache. */
async function startScene(t: Test, { kind, start }: Purged, isNamed = false) {
  const purges = await freePort();
  const subscriber = await startSubscriber(t);
  const config = `${configText}
fetching: { allow: ["127.0.0.1"], media: false }
${isNamed ? `purge: [{ kind: ${kind}, url: "http://127.0.0.1:${purges}" }]` : ""}
`;
  const service = await startService(t, { config });
  const origin = await startOrigin(t, service.url, () => {});
  const report = async () => JSON.parse((await service.admin("GET", "/stats")).body.toString()).purge;
  const startCache = async () => {
    const cache = cacheAt(t, kind, await start(t, origin.port, purges), origin);
    const ask = (path: string, coding: string) => cache.ask(path, { "accept-encoding": coding });
    /** Asks until the answer comes from the cache. */
    const fill = async (path: string) => {
      for (const coding of codings) {
        await ask(path, coding);
        t.match((await ask(path, coding)).cache, /HIT/, `${path} ${coding} is in the cache`);
      }
    };
    return { ask, fill };
  };
  return { service, subscriber, report, startCache, url: `http://127.0.0.1:${purges}` };
}

const { pathname } = new URL(topic);

for (const purged of caches) {
  const { kind, skip } = purged;
  slowTest(`a subscriber of a document finds no older one in ${kind}`, { skip }, async (t) => {
    const { service, subscriber, report, startCache } = await startScene(t, purged, true);
    await until(async () => (await report()).targets[0].failures > 0);
    const { ask, fill } = await startCache();
    await until(async () => (await report()).works);
    await subscribe(service, subscriber);
    for (let number = 1; number <= 5; number++) {
      await fill(pathname);
      await publish(service, `urn:x:${number}`);
      const { body } = await subscriber.waitForDelivery(number);
      for (const coding of codings) {
        const { plain } = await ask(pathname, coding);
        t.equal(plain, body.toString(), `delivery ${number}, ${coding}`);
      }
    }
    const page = "/articles/urn:x:1";
    await fill(page);
    await service.admin("DELETE", page);
    await service.admin("POST", "/regenerate", {});
    await subscriber.waitForDelivery(6);
    for (const coding of codings) t.equal((await ask(page, coding)).status, 410, `the page is gone, ${coding}`);
    await fill("/feeds/tech.rss");
    t.same((await report()).targets[0].failures, 0);
  });

  slowTest(`copies that ${kind} keeps from before it was named go with the first purge`, { skip }, async (t) => {
    const { service, subscriber, report, startCache, url } = await startScene(t, purged);
    const { ask, fill } = await startCache();
    await subscribe(service, subscriber);
    await fill(pathname);
    t.equal((await service.admin("PATCH", "/settings", { purge: [{ kind, url }] })).status, 200);
    await until(async () => (await report()).works);
    await publish(service, "urn:x:1");
    const { body } = await subscriber.waitForDelivery();
    for (const coding of codings) t.equal((await ask(pathname, coding)).plain, body.toString(), coding);
  });
}
