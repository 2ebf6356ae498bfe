import { test } from "tap";
import type { Problem } from "../../src/errors.ts";
import { json, standingClock, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { addWebhook, deliveriesOf, pushConfig, type Received, startReceiver, webhookOf } from "./receiver.ts";

slowTest(
  "a webhook hears of an article when readers can see it, of its edit, its deletion, and the documents",
  async (t) => {
    const receiver = await startReceiver(t);
    const service = await startService(t, { config: pushConfig });
    await service.admin("PUT", "/articles/urn:x:before", { title: "Before", content_html: "<p>Text</p>" });
    const added = await service.admin("POST", "/webhooks", { url: `${receiver.url}/hook` });
    t.equal(added.status, 201);
    const { id, secret, events, enabled } = json<{ id: string; secret: string; events: string[]; enabled: boolean }>(
      added,
    );
    t.match(secret, /^whsec_[\w+/]{43}=$/);
    t.equal(added.headers.location, `/admin/webhooks/${id}`);
    t.same([events.length, enabled], [5, true]);
    let feed = "";
    receiver.answer((response, { type }) => {
      response.writeHead(204);
      if (type !== "article.published") return response.end();
      service.get("/feeds/tech.json").then(({ body }) => {
        feed = body.toString();
        response.end();
      });
    });

    const article = { title: "One", summary: "Short", content_html: "<p>Secret content</p>", tags: ["tech"] };
    await service.admin("PUT", "/articles/urn:x:1", article);
    const published = await receiver.wait("article.published");
    t.same(published.verify(secret), {
      type: "article.published",
      timestamp: published.timestamp,
      data: published.data,
    });
    t.match(published.headers, { "content-type": "application/json", "user-agent": /^Courant\// });
    t.match(published.data, {
      id: "urn:x:1",
      url: "https://feeds.example/articles/urn:x:1",
      title: "One",
      summary: "Short",
      tags: ["tech"],
      channels: ["news", "tech", "short"],
      revision: 1,
    });
    t.notOk("content_html" in published.data);
    await until(() => feed !== "");
    t.ok(feed.includes("urn:x:1"), "the feed has it already");
    const tech = ({ data: { channels = [] } }: Received) => channels.find(({ slug }) => slug === "tech");
    t.same(tech(await receiver.wait("documents.changed", (each) => tech(each) !== undefined))?.urls, {
      rss: "https://feeds.example/feeds/tech.rss",
      atom: "https://feeds.example/feeds/tech.atom",
      json: "https://feeds.example/feeds/tech.json",
    });

    await service.admin("PUT", "/articles/urn:x:1", { ...article, title: "One, edited" });
    t.match((await receiver.wait("article.updated")).data, { id: "urn:x:1", title: "One, edited", revision: 2 });
    await service.admin("DELETE", "/articles/urn:x:1");
    t.match((await receiver.wait("article.deleted")).data, {
      id: "urn:x:1",
      url: "https://feeds.example/articles/urn:x:1",
      reason: "deleted",
      channels: ["news", "tech", "short"],
    });
    await until(async () => (await deliveriesOf(service, id, "?state=waiting")).length === 0);
    const deliveries = await deliveriesOf(service, id);
    t.ok(deliveries.every(({ state, attempts, status }) => state === "delivered" && attempts === 1 && status === 204));
    t.same(
      deliveries.map(({ n }) => n),
      deliveries.map(({ n }) => n).sort((a, b) => b - a),
    );
    t.notOk(JSON.stringify(receiver.received).includes("urn:x:before"), "nothing from before the webhook");
    const list = (await service.admin("GET", "/webhooks")).body.toString();
    t.notOk(list.includes("whsec_"), "the secret is shown once");
    t.notOk((await service.admin("GET", `/webhooks/${id}`)).body.toString().includes("whsec_"));
  },
);

slowTest(
  "channels and events say what a webhook hears; drafts of the future and other channels never come",
  async (t) => {
    const receiver = await startReceiver(t);
    const clock = standingClock("2026-09-02T10:00:00Z");
    const service = await startService(t, { config: pushConfig, clock });
    const tech = await addWebhook(service, { url: `${receiver.url}/tech`, channels: ["tech"], description: "Tech" });
    await addWebhook(service, { url: `${receiver.url}/deleted`, events: ["article.deleted"] });
    t.match(tech, { channels: ["tech"], description: "Tech" });
    await service.admin("PUT", "/articles/urn:x:other", { title: "Other", content_html: "<p>Text</p>", tags: ["art"] });
    const soon = { title: "Soon", content_html: "<p>Text</p>", tags: ["tech"], date_published: "2026-09-02T12:00:00Z" };
    await service.admin("PUT", "/articles/urn:x:soon", soon);
    await service.admin("PUT", "/articles/urn:x:withdrawn", { ...soon, title: "Never" });
    await service.admin("DELETE", "/articles/urn:x:withdrawn");
    await service.admin("PUT", "/articles/urn:x:now", { title: "Now", content_html: "<p>Text</p>", tags: ["tech"] });
    await receiver.wait("article.published", ({ data }) => data.id === "urn:x:now");
    t.same(receiver.received.map(({ data }) => data.id).filter(Boolean), ["urn:x:now"], "nothing that is due later");

    clock.move(2 * 3_600_000);
    await service.admin("POST", "/regenerate", {});
    t.equal((await receiver.wait("article.published", ({ data }) => data.id === "urn:x:soon")).path, "/tech");
    const expired = { ...soon, _courant: { expires: "2026-09-02T13:00:00Z" } };
    await service.admin("PUT", "/articles/urn:x:soon", expired);
    await receiver.wait("article.updated");
    clock.move(3_600_000);
    await service.admin("POST", "/regenerate", {});
    const gone = await receiver.wait("article.deleted", ({ path }) => path === "/deleted");
    t.match(gone.data, { id: "urn:x:soon", reason: "expired" });
    await service.admin("PUT", "/articles/urn:x:now", {
      title: "Later",
      date_published: "2027-01-01T00:00:00Z",
      tags: ["tech"],
    });
    const withdrawn = await receiver.wait("article.deleted", ({ data }) => data.id === "urn:x:now");
    t.match(withdrawn.data, { reason: "withdrawn", url: "https://feeds.example/articles/urn:x:now" });
    t.notOk(JSON.stringify(receiver.received).includes("Later"));
    t.notOk(JSON.stringify(receiver.received).includes("Never"));
    t.same([...new Set(receiver.typesAt("/deleted"))], ["article.deleted"]);
    const channels = receiver.received.flatMap(({ path, type, data }) =>
      path === "/tech" && type === "documents.changed" ? (data.channels ?? []).map(({ slug }) => slug) : [],
    );
    t.same([...new Set(channels)], ["tech"]);
  },
);

slowTest("a clock that is set back deletes nothing, and one that was ahead shows nothing too early", async (t) => {
  const receiver = await startReceiver(t);
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { config: pushConfig, clock });
  await addWebhook(service, { url: receiver.url });
  const put = async (id: string, date?: string) => {
    await service.admin("PUT", `/articles/${id}`, { title: id, content_html: "<p>Text</p>", date_published: date });
    await service.admin("POST", "/regenerate", {});
  };
  await put("urn:x:1");
  await receiver.wait("article.published");
  clock.move(-30 * 86_400_000);
  await put("urn:x:2");
  await receiver.wait("article.published", ({ data }) => data.id === "urn:x:2");
  t.notOk(receiver.received.some(({ type }) => type === "article.deleted"));
  clock.move(400 * 86_400_000);
  await put("urn:x:3");
  await receiver.wait("article.published", ({ data }) => data.id === "urn:x:3");
  clock.move(-370 * 86_400_000);
  await put("urn:x:4", "2026-12-01T00:00:00Z");
  await put("urn:x:5");
  await receiver.wait("article.published", ({ data }) => data.id === "urn:x:5");
  t.notOk(receiver.received.some(({ data }) => data.id === "urn:x:4"));
  t.notOk(receiver.received.some(({ type }) => type === "article.deleted"));
});

test("what is wrong with a webhook is said, and nothing is kept", async (t) => {
  const service = await startService(t, { config: pushConfig });
  const url = "https://receiver.example/hook";
  for (const [body, status, code, detail] of [
    [{}, 400, "REQUEST_INVALID", /url/],
    [{ url: "receiver.example" }, 422, "FETCH_REFUSED", /is not an address/],
    [{ url: "ftp://receiver.example/" }, 422, "FETCH_REFUSED", /only http and https/],
    [{ url: "http://10.0.0.1/" }, 422, "FETCH_REFUSED", /not on the public internet/],
    [{ url: "http://[::1]/" }, 422, "FETCH_REFUSED", /not on the public internet/],
    [{ url: "http://0x7f.1.2/" }, 422, "FETCH_REFUSED", /not on the public internet/],
    [{ url: "https://user:password@receiver.example/" }, 400, "REQUEST_INVALID", /user name or a password/],
    [{ url: "https://receiver.example/\r\nHost: other" }, 400, "REQUEST_INVALID", /control characters/],
    [{ url, events: [] }, 400, "REQUEST_INVALID", /events/],
    [{ url, events: ["article.read"] }, 400, "REQUEST_INVALID", /events/],
    [{ url, channels: ["nothing"] }, 404, "CHANNEL_NOT_FOUND", /no channel “nothing”/],
    [{ url, secret: "whsec_mine" }, 400, "REQUEST_INVALID", /“secret”, which is not a known name/],
  ] as const) {
    const answer = await service.admin("POST", "/webhooks", body);
    t.match(json<Problem>(answer), { status, code, detail }, JSON.stringify(body));
  }
  t.same(json(await service.admin("GET", "/webhooks")), { webhooks: [] });
  const all = { name: "All but admin", scopes: ["publish", "regenerate"] };
  const { token } = json<{ token: string }>(await service.admin("POST", "/tokens", all));
  for (const path of ["/webhooks", "/webhooks/none", "/webhooks/none/deliveries"]) {
    t.equal((await service.get(`/admin${path}`, { authorization: `Bearer ${token}` })).status, 403, path);
  }
  for (const [method, path] of [
    ["GET", "/webhooks/none"],
    ["PATCH", "/webhooks/none"],
    ["DELETE", "/webhooks/none"],
    ["GET", "/webhooks/none/deliveries"],
    ["POST", "/webhooks/none/test"],
    ["POST", "/webhooks/none/rotate"],
    ["POST", "/webhooks/none/deliveries/1/replay"],
    ["POST", "/webhooks/none/deliveries/replay"],
  ] as const) {
    const answer = await service.admin(method, path, method === "PATCH" ? {} : undefined);
    t.match(json<Problem>(answer), { status: 404, code: "WEBHOOK_NOT_FOUND" }, `${method} ${path}`);
  }
});

test("a webhook is changed, disabled, enabled, tried, and removed with its deliveries; the audit log knows no secret", async (t) => {
  const receiver = await startReceiver(t);
  const service = await startService(t, { config: pushConfig });
  const hook = await addWebhook(service, { url: `${receiver.url}/secret-path`, channels: ["news"] });
  const path = `/webhooks/${hook.id}`;
  const changes = { events: ["documents.changed"], channels: [], description: "Cache" };
  const changed = json<Record<string, unknown>>(await service.admin("PATCH", path, changes));
  t.match(changed, { events: ["documents.changed"], description: "Cache", enabled: true });
  t.notOk("channels" in changed);
  t.equal((await service.admin("POST", `${path}/test`)).status, 202);
  const tried = await receiver.wait("webhook.test");
  tried.verify(hook.secret);

  t.match(json(await service.admin("PATCH", path, { enabled: false })), {
    disabled: { reason: "an admin disabled it" },
  });
  t.match(json(await service.admin("POST", `${path}/test`)), { status: 409, code: "WEBHOOK_DISABLED" });
  t.match(json(await service.admin("PATCH", path, { enabled: true })), { enabled: true });
  t.equal((await service.admin("POST", `${path}/deliveries/999/replay`)).status, 404);

  const { secret } = json<{ secret: string }>(await service.admin("POST", `${path}/rotate`));
  t.not(secret, hook.secret);
  const [delivery] = await deliveriesOf(service, hook.id);
  receiver.received.length = 0;
  t.match(json(await service.admin("POST", `${path}/deliveries/${delivery?.n}/replay`)), { n: delivery?.n });
  const again = await receiver.wait("webhook.test");
  for (const each of [secret, hook.secret]) t.ok(again.verify(each), "both secrets sign for a day");
  t.equal(again.id, tried.id, "the id is the idempotency key");

  t.equal((await service.admin("DELETE", path)).status, 204);
  t.equal((await service.admin("GET", `${path}/deliveries`)).status, 404);
  t.equal((await webhookOf(service, hook.id)).id, undefined);
});
