import { startIngestThreads } from "../../src/ingest-queue/threads.ts";
import { json, startService } from "../service.ts";
import { testOfCase } from "../slow.ts";
import { until } from "../until.ts";
import { addWebhook, pushConfig, startReceiver, type WebhookAnswer } from "./receiver.ts";

for (const [index, { articles, webhooks }] of [
  { articles: 130, webhooks: 2 },
  { articles: 10_000, webhooks: 50 },
].entries()) {
  testOfCase(index)(
    `${articles} articles at once make few events for ${webhooks} webhooks, and all are counted`,
    async (t) => {
      const receiver = await startReceiver(t);
      const options = { config: pushConfig, ...(index > 0 && { startIngest: startIngestThreads }) };
      const service = await startService(t, options);
      for (let webhook = 0; webhook < webhooks; webhook++)
        await addWebhook(service, { url: `${receiver.url}/${webhook}` });
      const lines = Array.from({ length: articles }, (_, index) =>
        JSON.stringify({ id: `urn:x:${index}`, title: `Title ${index}`, content_html: "<p>Text</p>" }),
      );
      const headers = { "content-type": "application/x-ndjson" };
      t.equal((await service.admin("POST", "/import", lines.join("\n"), headers)).status, 200);

      const told = (path: string) => {
        const mine = receiver.received.filter((each) => each.path === path);
        const single = mine.filter(({ type }) => type === "article.published").length;
        const others = mine.flatMap(({ type, data }) => (type === "articles.changed" ? [Number(data.published)] : []));
        return { events: mine.length, single, counted: others.reduce((sum, each) => sum + each, single) };
      };
      const paths = Array.from({ length: webhooks }, (_, webhook) => `/${webhook}`);
      await until(() => paths.every((path) => told(path).counted === articles));
      for (const path of paths) t.match(told(path), { counted: articles }, path);
      t.ok(told("/0").single >= 100 && told("/0").events < 110 + articles / 5, `${told("/0").events} events`);
      await until(async () => {
        const { webhooks } = json<{ webhooks: WebhookAnswer[] }>(await service.admin("GET", "/webhooks"));
        return webhooks.every(({ waiting }) => waiting === 0);
      });
      const ids = receiver.received.map(({ id, path }) => `${path} ${id}`);
      t.equal(new Set(ids).size, ids.length, "nothing came twice");
      t.comment(`${receiver.received.length} deliveries, ${told("/0").events} events for each webhook`);
    },
  );
}
