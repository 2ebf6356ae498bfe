import tap from "tap";
import { startIngestThreads } from "../../src/ingest-queue/threads.ts";
import { json, startService } from "../service.ts";
import { testOfCase } from "../slow.ts";
import { until } from "../until.ts";
import { addWebhook, pushConfig, startReceiver, type WebhookAnswer } from "./receiver.ts";

// 50 webhooks of one host hear of everything, four at a time.
tap.setTimeout(900_000);

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
      /** What each webhook heard, counted as it comes: there are many. */
      const told = new Map<string, { events: number; single: number; counted: number }>();
      receiver.answer((response, { path, type, data }) => {
        const before = told.get(path) ?? { events: 0, single: 0, counted: 0 };
        const single = type === "article.published" ? 1 : 0;
        const counted = type === "articles.changed" ? Number(data.published) : single;
        told.set(path, {
          events: before.events + 1,
          single: before.single + single,
          counted: before.counted + counted,
        });
        response.writeHead(204).end();
      });

      const lines = Array.from({ length: articles }, (_, index) =>
        JSON.stringify({ id: `urn:x:${index}`, title: `Title ${index}`, content_html: "<p>Text</p>" }),
      );
      const headers = { "content-type": "application/x-ndjson" };
      t.equal((await service.admin("POST", "/import", lines.join("\n"), headers)).status, 200);

      const paths = Array.from({ length: webhooks }, (_, webhook) => `/${webhook}`);
      await until(() => paths.every((path) => told.get(path)?.counted === articles));
      for (const path of paths) t.match(told.get(path), { counted: articles }, path);
      const { events = 0, single = 0 } = told.get("/0") ?? {};
      t.ok(single >= 100 && events < 110 + articles / 5, `${events} events`);
      await until(async () => {
        const { webhooks } = json<{ webhooks: WebhookAnswer[] }>(await service.admin("GET", "/webhooks"));
        return webhooks.every(({ waiting }) => waiting === 0);
      });
      const ids = receiver.received.map(({ id, path }) => `${path} ${id}`);
      t.equal(new Set(ids).size, ids.length, "nothing came twice");
      t.comment(`${receiver.received.length} deliveries, ${events} events for each webhook`);
    },
  );
}
