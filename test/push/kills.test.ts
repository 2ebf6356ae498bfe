import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import { send } from "../commands/crash/changes.ts";
import { firstByte, start } from "../commands/crash/service.ts";
import { place } from "../commands/process.ts";
import { token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { pushConfig, type Received, startReceiver } from "./receiver.ts";

/** KILLS=100 asks for more of them. */
const kills = Number(process.env.KILLS || 4);

const articles = 40;

/** Changes articles until the service is gone. */
async function changeUntilGone(url: string, titles: Map<string, string>, onChanged: () => void): Promise<void> {
  while (true) {
    const id = `urn:x:${Math.floor(Math.random() * articles)}`;
    const title = `Title ${Math.random()}`;
    const body = JSON.stringify({ title, content_html: "<p>Text</p>" });
    const status = await send(url, "PUT", `/admin/articles/${encodeURIComponent(id)}`, body).catch(() => undefined);
    // Without an answer, it may have been stored or not.
    titles.delete(id);
    if (status === undefined) return;
    if (status >= 300) continue;
    titles.set(id, title);
    onChanged();
    await sleep(Math.random() * 10);
  }
}

slowTest(`killed ${kills} times: every acknowledged change is told, and each message has one id`, async (t) => {
  const receiver = await startReceiver(t);
  // It fails now and then, so that attempts are repeated as well.
  receiver.answer((response) => response.writeHead(Math.random() < 0.1 ? 500 : 204).end());
  const where = await place(t, pushConfig);
  Object.assign(where.env, { ADMIN_TOKEN: token, BASE_URL: "https://feeds.example" });
  const url = `http://127.0.0.1:${where.env.PORT}`;
  const titles = new Map<string, string>();
  let secret = "";
  let changes = 0;
  for (let kill = 0; kill <= kills; kill++) {
    const service = start(where, ["serve"]);
    t.teardown(() => service.child.kill("SIGKILL"));
    await firstByte(service, url);
    await until(async () => (await send(url, "GET", "/admin/runs")) === 200);
    if (kill === 0) {
      const { body } = await request(`${url}/admin/webhooks`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ url: receiver.url }),
      });
      ({ secret } = (await body.json()) as { secret: string });
    }
    if (kill === kills) break;
    const enough = changes + 2 + Math.random() * 20;
    const changing = changeUntilGone(url, titles, () => void changes++);
    await until(() => changes >= enough);
    await sleep(Math.random() * 100);
    if (kill % 2 === 0) {
      const { publishing } = JSON.parse(await readFile(join(where.env.DATA_DIR ?? "", "service.json"), "utf8"));
      process.kill(publishing.pid, "SIGKILL");
      await sleep(Math.random() * 500);
    }
    service.child.kill("SIGKILL");
    await service.closed;
    await changing;
  }

  const lastTitles = () => {
    const last = new Map<string, { revision: number; title: unknown }>();
    for (const { type, data } of receiver.received) {
      if (!type.startsWith("article.")) continue;
      const revision = Number(data.revision);
      if (revision >= (last.get(String(data.id))?.revision ?? 0))
        last.set(String(data.id), { revision, title: data.title });
    }
    return last;
  };
  const untold = () => [...titles].filter(([id, title]) => lastTitles().get(id)?.title !== title);
  await until(() => untold().length === 0);
  t.same(untold(), []);
  t.ok(titles.size > 0 && receiver.received.length >= titles.size);
  const published = receiver.received.filter(({ type }) => type === "article.published");
  const byId = Map.groupBy(receiver.received, ({ id }: Received) => id);
  t.ok([...byId.values()].every((each) => new Set(each.map(({ data }) => JSON.stringify(data))).size === 1));
  for (const delivery of receiver.received) t.ok(delivery.verify(secret));
  t.equal(
    new Set(published.map(({ id }) => id)).size,
    new Set(published.map(({ data }) => data.id)).size,
    "each is published once",
  );
  t.comment(`${changes} changes, ${receiver.received.length} deliveries of ${byId.size} messages`);
});
