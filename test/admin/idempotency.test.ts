import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import type { Problem } from "../../src/errors.ts";
import { type Answer, json, standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { wav } from "../uploads/recordings.ts";
import { addToken, listAudit, outcomeOf, send } from "./token-helpers.ts";

const dayMs = 86_400_000;

/** Sends a POST with a key. */
const post = (service: TestService, path: string, key: string, body?: unknown, headers: Record<string, string> = {}) =>
  service.admin("POST", path, body, { "idempotency-key": key, ...headers });

/** What a repeated request must get again. */
const partsOf = ({ status, headers, body }: Answer) => ({
  status,
  body: body.toString(),
  headers: Object.fromEntries(
    ["content-type", "location", "etag", "courant-outcome", "cache-control"].map((name) => [name, headers[name]]),
  ),
});

const isReplayed = ({ headers }: Answer) => headers["idempotent-replayed"] === "true";

async function countArticles(service: TestService): Promise<number> {
  return json<{ articles: unknown[] }>(await service.admin("GET", "/articles?limit=500")).articles.length;
}

test("a repeated request is done once, and gets the first answer again, also after a restart, for a day", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { clock });
  const start = clock.now();
  const article = { title: "Without an id", content_text: "Text." };
  const first = await post(service, "/articles", "k1", article);
  t.match([first.status, isReplayed(first)], [201, false]);
  const repeated = await post(service, "/articles", '"k1"', article);
  t.same([partsOf(repeated), isReplayed(repeated)], [partsOf(first), true], "with quotes it is the same key");
  t.equal(await countArticles(service), 1);
  t.equal((await listAudit(service, "?action=article.created")).length, 1);

  const faulty = await post(service, "/articles", "k2", { id: "a", content_html: 7 });
  t.equal(faulty.status, 422);
  t.same(
    partsOf(await post(service, "/articles", "k2", { id: "a", content_html: 7 })),
    partsOf(faulty),
    "an error, too",
  );

  const other = await addToken(service, { scopes: ["publish"] });
  const byOther = await send(service, other, "/articles", {
    method: "POST",
    body: article,
    headers: { "idempotency-key": "k1" },
  });
  t.match([byOther.status, isReplayed(byOther)], [201, false], "keys of two tokens have nothing to do with each other");

  const again = await service.restart();
  clock.set(start + dayMs);
  t.same(partsOf(await post(again, "/articles", "k1", article)), partsOf(first));
  clock.set(start + dayMs + 1);
  const later = await post(again, "/articles", "k1", article);
  t.match([later.status, isReplayed(later)], [201, false], "after a day it is another request");
  t.equal(await countArticles(again), 3);
});

test("a key belongs to one request: another address, body or media type is refused", async (t) => {
  const service = await startService(t);
  const text = { "content-type": "text/plain" };
  t.equal((await post(service, "/import?name=a.txt", "k", "One\n\nText.", text)).status, 200);
  for (const [path, body, headers] of [
    ["/import?name=b.txt", "One\n\nText.", text],
    ["/import?name=a.txt", "Two\n\nText.", text],
    ["/import?name=a.txt", `One\n\nText.${" and more".repeat(1_000_000)}`, text],
    ["/import?name=a.txt", "", text],
    ["/import?name=a.txt", "One\n\nText.", { "content-type": "text/markdown" }],
    ["/import?name=a.txt", "One\n\nText.", { ...text, "content-location": "https://site.example/a/" }],
    ["/articles", { title: "One" }, {}],
    ["/regenerate", undefined, {}],
  ] as const) {
    t.same(outcomeOf(await post(service, path, "k", body, headers)), [422, "IDEMPOTENCY_KEY_REUSED"], path);
  }
  t.equal(await countArticles(service), 1);
  t.ok(isReplayed(await post(service, "/import?name=a.txt", "k", "One\n\nText.", text)), "the answer is still there");
  t.same(outcomeOf(await post(service, "/articles", "", { title: "T" })), [400, "REQUEST_INVALID"]);
  t.same(outcomeOf(await post(service, "/articles", "a b", { title: "T" })), [400, "REQUEST_INVALID"]);
  t.equal((await service.admin("GET", "/articles", undefined, { "idempotency-key": "a b" })).status, 200);
  t.equal((await post(service, "/nowhere", "k2")).status, 405);
});

slowTest("each kind of body and answer is repeated: uploads, imports line by line, runs, no body at all", async (t) => {
  const service = await startService(t);
  const ndjson = { accept: "application/x-ndjson", "content-type": "application/x-ndjson" };
  const lines = '{"title":"A"}\n{"title":"B"}\n';
  for (const [path, body, headers] of [
    ["/media?name=a.wav", wav(1), {}],
    ["/import", lines, ndjson],
    ["/regenerate", undefined, { prefer: "respond-async" }],
    ["/regenerate", { channels: ["news"] }, {}],
    ["/sources/poll", {}, {}],
    ["/channels", { slug: "more", title: "More", description: "More" }, {}],
  ] as const) {
    const first = await post(service, path, path, body, headers);
    const second = await post(service, path, path, body, headers);
    if (path === "/regenerate" && body !== undefined) t.equal(second.status, 422, "another body");
    else t.same([partsOf(second), isReplayed(second)], [partsOf(first), true], path);
  }
  t.equal(await countArticles(service), 2);
  t.match(await listAudit(service, "?action=media.uploaded"), { length: 1 });
});

test("an answer that shows a secret is not kept: a repeated request says that it was done, and where", async (t) => {
  const service = await startService(t);
  const webhook = { url: "https://receiver.example/x" };
  const made = await post(service, "/tokens", "k1", { name: "CI", scopes: ["read"] });
  const { id, token } = json<{ id: string; token: string }>(made);
  const added = json<{ id: string; secret: string }>(await post(service, "/webhooks", "k2", webhook));
  const rotate = `/webhooks/${added.id}/rotate`;
  t.equal((await post(service, rotate, "k3")).status, 200);
  const { session } = json<{ session: string }>(await post(service, "/sessions", "k5"));
  for (const [path, key, body, answered, location] of [
    ["/tokens", "k1", { name: "CI", scopes: ["read"] }, 201, `/admin/tokens/${id}`],
    ["/webhooks", "k2", webhook, 201, `/admin/webhooks/${added.id}`],
    [rotate, "k3", undefined, 200, undefined],
    ["/sessions", "k5", undefined, 201, undefined],
  ] as const) {
    const repeated = await post(service, path, key, body);
    t.same(outcomeOf(repeated), [409, "ANSWER_NOT_KEPT"], path);
    t.equal(repeated.headers["retry-after"], undefined);
    t.match(json<Problem>(repeated), { answered, detail: /held a secret, which is shown once/ });
    t.equal(json<{ location?: string }>(repeated).location, location);
  }
  t.equal(json<{ tokens: unknown[] }>(await service.admin("GET", "/tokens")).tokens.length, 1);
  t.equal(json<{ webhooks: unknown[] }>(await service.admin("GET", "/webhooks")).webhooks.length, 1);
  const refused = await post(service, "/tokens", "k4", { name: "", scopes: [] });
  t.same(partsOf(await post(service, "/tokens", "k4", { name: "", scopes: [] })), partsOf(refused), "no secret in it");
  await service.stop();
  const folder = join(service.folder, "data");
  const files = (await readdir(folder, { withFileTypes: true })).filter((each) => each.isFile());
  for (const { name } of files) {
    const content = await readFile(join(folder, name));
    for (const secret of [token.slice("courant_".length), session]) t.notOk(content.includes(secret), name);
    // The secret of a webhook is kept with the webhook, because it signs.
    const times = content.toString("latin1").split(added.secret).length - 1;
    t.ok(times <= 2, `${name} has the secret of the webhook ${times} times`);
  }
});
