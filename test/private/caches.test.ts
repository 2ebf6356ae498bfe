import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import { cacheAt, isTold, tellAsked, tellTitle } from "../front/cache.ts";
import { kinds } from "../front/cache-kinds.ts";
import { noOpenssl } from "../front/certificate.ts";
import { startRecipe } from "../front/courant.ts";
import { noNginx } from "../front/nginx.ts";
import { startOrigin } from "../front/origin.ts";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { addArticles, addSubscriber, privateConfig } from "./helpers.ts";

const path = "/feeds/members.rss";

slowTest("the log of nginx by docs/examples holds no password", { skip: noNginx || noOpenssl }, async (t) => {
  const service = await startService(t, { config: privateConfig });
  await addArticles(service);
  const anna = await addSubscriber(service);
  const { https, log } = await startRecipe(t, service.url.replace("http://", ""));
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  t.teardown(() => dispatcher.destroy());
  const ask = async (at: string, headers: Record<string, string> = {}) => {
    const { statusCode, body } = await request(`https://127.0.0.1:${https}${at}`, { headers, dispatcher });
    await body.dump();
    return statusCode;
  };
  await until(async () => (await ask(anna.at(path))) === 200);
  t.equal(await ask(path, anna.basic), 200);
  t.equal(await ask(anna.at(path).replace(".", "%2E")), 200);
  t.equal(await ask(anna.at(`${path}?a=1`)), 200);
  t.equal(await ask(`//${anna.at(path)}`), 404);
  t.equal(await ask("/feeds/news.rss"), 200);
  const text = await readFile(log, "utf8");
  t.match(text, `GET /private/${anna.username}.hidden/feeds/members.rss"`);
  t.match(text, 'GET /feeds/news.rss"');
  t.notMatch(text, anna.password);
});

slowTest("caches never share a private document", { jobs: kinds.length }, async (t) => {
  for (const kind of kinds) {
    t.test(`behind ${kind.name}`, { skip: kind.skip, buffered: !isTold }, async (t) => {
      const service = await startService(t, { config: privateConfig });
      await addArticles(service);
      const [anna, bea] = [await addSubscriber(service), await addSubscriber(service, "members", "Bea")];
      await until(async () => (await service.get(bea.at(path))).status === 200);
      const origin = await startOrigin(t, service.url, tellAsked);
      const cache = cacheAt(t, kind.name, await kind.start(t, origin), origin);

      /** Asks, and makes sure that the cache has asked the service. */
      const ask = async (at: string, headers: Record<string, string> = {}) => {
        const seen = await cache.ask(at, headers);
        t.equal(seen.asked.length, 1, `${kind.name}: ${at.replace(/\.[\w-]{43}/, "")} is asked of the service`);
        t.notMatch(seen.cache, /HIT|STALE|UPDATING|REVALIDATED/);
        return seen;
      };

      await t.test("it works as a cache", async (t) => {
        tellTitle(`${kind.name}: a public feed`);
        await cache.ask("/feeds/news.rss");
        t.match((await cache.ask("/feeds/news.rss")).cache, /HIT/);
      });

      await t.test("two subscribers and nobody, again and again", async (t) => {
        tellTitle(`${kind.name}: two subscribers and nobody`);
        for (let round = 0; round < 3; round++) {
          t.equal((await ask(path)).status, 401);
          for (const { at, basic } of [anna, bea]) {
            for (const seen of [await ask(at(path)), await ask(path, basic)]) {
              t.match([seen.status, seen.plain], [200, /About members/]);
              t.match(seen.headers["cache-control"], /^private, max-age/);
            }
            const gzipped = await ask(at(path), { "accept-encoding": "gzip" });
            t.match(gzipped.plain, /About members/);
          }
          t.equal((await ask(path, { authorization: `Basic ${Buffer.from("x:y").toString("base64")}` })).status, 401);
        }
      });

      await t.test("a revoked one", async (t) => {
        tellTitle(`${kind.name}: a revoked subscriber`);
        await service.admin("DELETE", `/subscribers/${anna.id}`);
        await until(async () => (await service.get(anna.at(path))).status === 410);
        for (let round = 0; round < 2; round++) {
          t.equal((await ask(anna.at(path))).status, 410);
          t.equal((await ask(path, anna.basic)).status, 410);
          t.equal((await ask(bea.at(path))).status, 200);
          t.equal((await ask(path, bea.basic)).status, 200);
        }
      });

      await t.test("while the service is away", async (t) => {
        tellTitle(`${kind.name}: the service is away`);
        origin.instead = "nobody";
        for (const [at, headers] of [
          [bea.at(path), {}],
          [path, bea.basic],
          [path, {}],
        ] as const) {
          const seen = await cache.ask(at, headers);
          t.ok(seen.status >= 500, `${seen.status}`);
          t.notMatch(seen.plain, "About members");
        }
      });
    });
  }
});
