import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { send } from "../../commands/crash/changes.ts";
import { firstByte, start } from "../../commands/crash/service.ts";
import { place } from "../../commands/process.ts";
import { token } from "../../service.ts";
import { slowTest } from "../../slow.ts";
import { until } from "../../until.ts";
import { signatureOf, startSubscriber, topic, webSubConfig } from "./subscriber.ts";

/** KILLS=100 asks for more of them. */
const kills = Number(process.env.KILLS || 4);
const callbacks = 300;

slowTest(`killed ${kills} times: every subscriber gets the last state, and hardly anything twice`, async (t) => {
  const subscriber = await startSubscriber(t);
  const last = new Map<string, string>();
  let repeated = 0;
  subscriber.take((response, { path, headers, body }) => {
    if (headers["x-hub-signature"] !== signatureOf(`secret of ${path}`, body)) t.fail(`${path}: a wrong signature`);
    if (last.get(path) === body.toString()) repeated += 1;
    last.set(path, body.toString());
    response.writeHead(204).end();
  });
  const where = await place(t, webSubConfig());
  Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example" });
  const url = `http://127.0.0.1:${where.env.PORT}`;
  for (let kill = 0; kill <= kills; kill++) {
    const service = start(where, ["serve"]);
    t.teardown(() => service.child.kill("SIGKILL"));
    await firstByte(service, url);
    await until(async () => (await send(url, "GET", "/admin/runs")) === 200);
    for (let index = 0; kill === 0 && index < callbacks; index++) {
      const path = `/${index}`;
      const form = { "hub.mode": "subscribe", "hub.topic": topic, "hub.callback": subscriber.url + path };
      const { body, statusCode } = await request(`${url}/hub`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ ...form, "hub.secret": `secret of ${path}` }).toString(),
      });
      await body.dump();
      if (statusCode !== 202) t.fail(`the hub answered ${statusCode}`);
    }
    if (kill === kills) break;
    // The first kill comes while some of them are being verified.
    if (kill > 0) await until(() => subscriber.verifications.length >= callbacks);
    const before = subscriber.delivered.length;
    const article = JSON.stringify({ title: `Title ${kill}`, content_html: "<p>Text</p>" });
    await send(url, "PUT", "/admin/articles/urn:x:1", article);
    if (kill > 0) await until(() => subscriber.delivered.length > before + callbacks / 4);
    await sleep(Math.random() * 100);
    if (kill % 2 === 1) {
      const { publishing } = JSON.parse(await readFile(join(where.env.DATA_DIR ?? "", "service.json"), "utf8"));
      process.kill(publishing.pid, "SIGKILL");
      await sleep(Math.random() * 500);
    }
    service.child.kill("SIGKILL");
    await service.closed;
  }
  // The first run after the start may still be going on.
  const isUpToDate = async () => {
    const { body } = await request(`${url}/feeds/news.rss`);
    const document = await body.text();
    const isLast = document.includes(`<title>Title ${kills - 1}</title>`);
    return isLast && last.size === callbacks && [...last.values()].every((each) => each === document);
  };
  await until(isUpToDate);
  // A run that was interrupted may change the document once more.
  await sleep(1_000);
  await until(isUpToDate);
  t.equal(last.size, callbacks, "every subscription that was accepted");
  t.ok(
    repeated <= kills * 64,
    `${repeated} deliveries came twice: those that a kill cut off before they were recorded`,
  );
  t.comment(
    `${subscriber.delivered.length} deliveries, ${repeated} twice, ${subscriber.verifications.length} verifications`,
  );
});
