import { createServer } from "node:http";
import { type Test, test } from "tap";
import { request } from "undici";
import { freePort, standingClock, startService } from "../service.ts";
import { newsboat, reload } from "./newsboat.ts";
import { inFolder } from "./system.ts";

/** A proxy that notes how what goes through it is answered. */
async function notingProxy(t: Test, origin: string) {
  const statuses: number[] = [];
  const proxy = createServer(async ({ url, headers: { host: _, connection: __, ...headers } }, response) => {
    const { statusCode, headers: said, body } = await request(origin + url, { headers });
    statuses.push(statusCode);
    response.writeHead(statusCode, said);
    body.pipe(response);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
  t.teardown(() => proxy.close());
  return { statuses, url: `http://127.0.0.1:${port}` };
}

for (const format of newsboat.formats) {
  test(`newsboat takes what is new from deltas in ${format}, and keeps what it has`, {
    skip: newsboat.missing ?? false,
  }, async (t) => {
    const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z") });
    const proxy = await notingProxy(t, service.url);
    const put = async (id: number, title: string) => {
      await service.admin("POST", "/articles", { id: `urn:x:${id}`, title, date_published: `2026-08-0${id}` });
      await service.admin("POST", "/regenerate");
    };
    await inFolder(async (folder) => {
      const titles = async () => {
        const { items } = await reload(folder, `${proxy.url}/feeds/news.${format}`);
        return items.map(({ title }) => title).sort();
      };
      await put(1, "One");
      await put(2, "Two");
      t.same(await titles(), ["One", "Two"]);
      // It keeps an ETag only for a feed that it knows already.
      t.same(await titles(), ["One", "Two"]);
      await put(3, "Three");
      await put(2, "Two, corrected");
      t.same(await titles(), ["One", "Three", "Two, corrected"]);
      t.same(await titles(), ["One", "Three", "Two, corrected"]);
    });
    t.same(proxy.statuses, [200, 200, 226, 304]);
  });
}
