import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import type { SubscriberView } from "../../src/admin/openapi/schemas/subscriber.ts";
import { sha256 } from "../../src/published/sha256.ts";
import { addArticles, addSubscriber, outcomeOf, privateConfig, withAddress } from "../private/helpers.ts";
import { json, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { addToken, listAudit, send } from "./token-helpers.ts";

const list = async (service: TestService, query = "") =>
  json<{ subscribers: SubscriberView[]; next?: string }>(await service.admin("GET", `/subscribers${query}`));

test("the life of a subscriber: the address is shown once, and the audit log knows no name", async (t) => {
  const service = await startService(t, { config: privateConfig });
  const answer = await service.admin("POST", "/subscribers", { channel: "members", name: " Anna Nym " });
  t.equal(answer.status, 201);
  const { urls, password, ...view } = json<Record<string, string> & SubscriberView>(answer);
  t.same(answer.headers.location, `/admin/subscribers/${view.id}`);
  t.match(password, /^[\w-]{43}$/);
  t.match(view, { channel: "members", name: "Anna Nym", username: /^[\w-]{12}$/ });
  const base = `https://feeds.example/private/${view.username}.${password}/feeds/members`;
  t.same(urls, { rss: `${base}.rss`, atom: `${base}.atom`, json: `${base}.json` });
  t.same((await list(service)).subscribers, [view]);
  t.same(json(await service.admin("GET", `/subscribers/${view.id}`)), view);
  const rotated = await service.admin("POST", `/subscribers/${view.id}/rotate`);
  t.match(json(rotated), { id: view.id, rotated: /^20/, urls: { rss: /private/ } });
  t.equal((await service.admin("DELETE", `/subscribers/${view.id}`)).status, 204);
  t.match(json(await service.admin("GET", `/subscribers/${view.id}`)), { name: "Anna Nym", revoked: /^20/ });
  t.same(outcomeOf(await service.admin("POST", `/subscribers/${view.id}/rotate`)), [409, "SUBSCRIBER_REVOKED"]);
  t.equal((await service.admin("POST", `/subscribers/${view.id}/purge`)).status, 204);
  for (const [method, path] of [
    ["GET", ""],
    ["DELETE", ""],
    ["POST", "/rotate"],
    ["POST", "/purge"],
  ] as const) {
    const gone = await service.admin(method, `/subscribers/${view.id}${path}`);
    t.same(outcomeOf(gone), [404, "SUBSCRIBER_NOT_FOUND"], `${method} ${path}`);
  }
  const audit = JSON.stringify(await listAudit(service));
  for (const action of ["created", "rotated", "revoked", "purged"]) t.match(audit, `subscriber.${action}`);
  t.notMatch(audit, "Anna");
  t.notMatch(audit, password);
});

slowTest("what is wrong with a new subscriber is said", async (t) => {
  const service = await startService(t, { config: privateConfig });
  const add = (body: unknown) => service.admin("POST", "/subscribers", body);
  t.match(json(await add({ channel: "nowhere", name: "A" })), {
    code: "CHANNEL_NOT_FOUND",
    detail: /nowhere.*members, board/,
  });
  t.match(json(await add({ channel: "news", name: "A" })), {
    status: 409,
    code: "CHANNEL_NOT_PRIVATE",
    detail: /news.*members, board/,
  });
  for (const body of [
    { channel: "members" },
    { channel: "members", name: "" },
    { channel: "members", name: " " },
    { name: "A" },
    { channel: "members", name: "x".repeat(101) },
    { channel: "members", name: "A\u0007" },
    { channel: "members", name: "A", more: 1 },
  ]) {
    t.same(outcomeOf(await add(body)), [400, "REQUEST_INVALID"], JSON.stringify(body));
  }
  t.same((await list(service)).subscribers, []);
  const reader = await addToken(service, { scopes: ["publish"] });
  t.same(outcomeOf(await send(service, reader, "/subscribers")), [403, "SCOPE_MISSING"]);
  const first = await service.admin(
    "POST",
    "/subscribers",
    { channel: "members", name: "A" },
    { "idempotency-key": '"k"' },
  );
  t.equal(first.status, 201);
  const again = await service.admin(
    "POST",
    "/subscribers",
    { channel: "members", name: "A" },
    { "idempotency-key": '"k"' },
  );
  t.same(outcomeOf(again), [409, "ANSWER_NOT_KEPT"]);
});

slowTest("subscribers are listed in pages, of all channels or of one", async (t) => {
  const service = await startService(t, { config: privateConfig });
  for (const channel of ["members", "board", "members"]) await addSubscriber(service, channel);
  const first = await list(service, "?limit=2");
  const second = await list(service, `?limit=2&cursor=${first.next}`);
  t.same([first.subscribers.length, second.subscribers.length, second.next], [2, 1, undefined]);
  t.same(
    (await list(service, "?channel=members")).subscribers.map(({ channel }) => channel),
    ["members", "members"],
  );
});

slowTest("no file and no metric holds a secret, and uses are counted by their networks", async (t) => {
  const config = `${privateConfig}\nserving: { trustedProxies: ["127.0.0.1"] }\n`;
  const service = await startService(t, { config });
  await addArticles(service);
  const anna = await addSubscriber(service);
  await until(async () => (await service.get(anna.at("/feeds/members.rss"))).status === 200);
  const from = (ip: string) => ({ "x-forwarded-for": ip });
  for (let number = 0; number < 24; number++) {
    const ips = [`203.0.${number}.7`, `203.0.${number}.8`, `2001:db8:${number.toString(16)}:1::5`];
    for (const ip of ips.slice(0, number < 12 ? 3 : 1)) {
      const path = number % 2 === 0 ? anna.at("/feeds/members.rss") : "/feeds/members.rss";
      await service.get(path, { ...from(ip), ...(number % 2 === 1 && anna.basic) });
    }
  }
  await service.get(`/private/${anna.username}.x/feeds/members.rss`, from("198.51.100.1"));
  const day = new Date().toISOString().slice(0, 10);
  const [seen] = (await list(service)).subscribers;
  t.same(seen?.used, { day, networks: 37 }, "24 of IPv4, 12 of IPv6, and that of this machine");
  t.same(seen?.flagged, { day, networks: 37 });
  const { attention } = json<{ attention: { kind: string; subject: string; text: string }[] }>(
    await service.admin("GET", "/overview"),
  );
  t.match(attention, [{ kind: "subscriber", subject: anna.id, text: /members.*37 networks/ }]);
  const rotated = withAddress(json(await service.admin("POST", `/subscribers/${anna.id}/rotate`)));
  t.equal((await list(service)).subscribers[0]?.flagged, undefined, "another address begins anew");
  await service.post(anna.at("/feeds/members.rss"), "x");
  const metrics = (await service.get("/metrics", { authorization: "Bearer a-token-for-tests-only" })).body.toString();
  t.match(metrics, "courant_requests_total");
  t.notMatch(metrics, "members");
  await service.stop();
  const secrets = [anna.password, rotated.password, anna.basic.authorization.slice(6)];
  const files = await readdir(service.folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map(({ parentPath, name }) => readFile(join(parentPath, name))),
  );
  for (const secret of secrets) t.notOk(texts.some((text) => text.includes(secret)));
  t.notOk(
    texts.some((text) => text.includes("203.0.1")),
    "and no address",
  );
  t.ok(
    texts.some((text) => text.includes(sha256(Buffer.from(rotated.password)))),
    "but the hash",
  );
});

test("the subscribers of a channel that was moved are found and shown under its present slug", async (t) => {
  const service = await startService(t, { config: privateConfig });
  const anna = await addSubscriber(service);
  await addSubscriber(service, "board", "Bea");
  t.equal((await service.admin("POST", "/channels/members/move", { slug: "club" })).status, 200);
  t.equal((await service.admin("POST", "/channels/club/move", { slug: "circle" })).status, 200);
  const carl = await addSubscriber(service, "circle", "Carl");
  const { subscribers } = await list(service, "?channel=circle");
  t.match(subscribers, [
    { id: carl.id, channel: "circle" },
    { id: anna.id, channel: "circle" },
  ]);
  t.equal(subscribers.length, 2);
  t.match(json(await service.admin("GET", `/subscribers/${anna.id}`)), { channel: "circle" });
  const rotated = json<SubscriberView & { urls: object }>(
    await service.admin("POST", `/subscribers/${anna.id}/rotate`),
  );
  t.match(rotated, { channel: "circle", urls: { rss: /\/feeds\/circle\.rss$/ } });
  const { at } = withAddress(rotated as never);
  await until(async () => (await service.get(at("/feeds/circle.rss"))).status === 200);
  t.match(await service.get(at("/feeds/members.rss")), { status: 308, headers: { location: at("/feeds/circle.rss") } });
});
