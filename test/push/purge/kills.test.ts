import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { send } from "../../commands/crash/changes.ts";
import { firstByte, start } from "../../commands/crash/service.ts";
import { place } from "../../commands/process.ts";
import { configText, listenInTest, token } from "../../service.ts";
import { slowTest } from "../../slow.ts";
import { until } from "../../until.ts";

/** KILLS=100 asks for more of them. */
const kills = Number(process.env.KILLS || 4);
const path = "/feeds/news.rss";

slowTest(`killed ${kills} times after a change: a cache that keeps everything has the last state`, async (t) => {
  let kept: string | undefined;
  const cache = createServer(({ headers }, response) => {
    const keys = String(headers["xkey-purge"]).split(" ");
    if (keys.includes("all") || keys.includes("feeds/news")) kept = undefined;
    response.end();
  });
  const cacheUrl = `http://127.0.0.1:${await listenInTest(t, cache)}`;
  const where = await place(t, `${configText}\npurge: [{ kind: varnish, url: "${cacheUrl}" }]\n`);
  Object.assign(where.env, { ADMIN_TOKEN: token });
  const url = `http://127.0.0.1:${where.env.PORT}`;
  const read = async (path: string, headers = {}) => (await request(url + path, { headers })).body.text();
  const ask = async () => {
    kept ??= await read(path);
    return kept;
  };
  for (let kill = 0; kill <= kills; kill++) {
    const service = start(where, ["serve"]);
    t.teardown(() => service.child.kill("SIGKILL"));
    await firstByte(service, url);
    const report = async () => JSON.parse(await read("/admin/stats", { authorization: `Bearer ${token}` })).purge;
    await until(async () => (await send(url, "GET", "/admin/runs")) === 200);
    const isLast = async () => kill === 0 || (await read(path)).includes(`<title>Title ${kill - 1}</title>`);
    await until(async () => {
      const { works, targets } = await report();
      return works && !targets[0].waiting && (await isLast()) && (await ask()) === (await read(path));
    });
    t.equal(await ask(), await read(path), `after ${kill} kills`);
    if (kill === kills) break;
    const article = JSON.stringify({ title: `Title ${kill}`, content_html: "<p>Text</p>" });
    await send(url, "PUT", "/admin/articles/urn:x:1", article);
    await sleep(Math.random() * 400);
    service.child.kill("SIGKILL");
    await service.closed;
  }
});
