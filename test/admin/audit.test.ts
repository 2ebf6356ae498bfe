import { test } from "tap";
import { json, standingClock, startService, type TestService } from "../service.ts";
import { addToken, listAudit, outcomeOf, send } from "./token-helpers.ts";

const start = "2026-09-02T10:00:00Z";

test("the changes of an article are recorded with the token that made them", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  const editor = await addToken(service, { name: "Editor", scopes: ["publish"] });
  const url = "https://site.example/a";
  const path = `/articles/${encodeURIComponent(url)}`;
  const by = { by: "Editor", token: editor.id, subject: url };
  await send(service, editor, "/articles", { method: "POST", body: { url, title: "A", tags: ["x"] } });
  await send(service, editor, "/articles", { method: "POST", body: { url, title: "A", tags: ["x"] } });
  await send(service, editor, path, { method: "PATCH", body: { title: "B" } });
  await service.admin("PUT", path, { url, title: "C", tags: ["x"] });
  await send(service, editor, path, { method: "DELETE" });
  await send(service, editor, path, { method: "DELETE" });
  await send(service, editor, path, { method: "PUT", body: { url, title: "C" } });
  const entries = await listAudit(service, "?action=article");
  t.match(entries, [
    { action: "article.created", ...by, after: { title: "C" } },
    { action: "article.deleted", ...by, before: { title: "C" } },
    { action: "article.updated", by: "admin", before: { title: "B" }, after: { title: "C" } },
    { action: "article.updated", ...by, before: { title: "A" }, after: { title: "B" } },
    { action: "article.created", ...by, after: { title: "A", tags: ["x"] } },
  ]);
  t.equal(entries.length, 5, "calls that change nothing leave no entry");
  t.equal(entries[2]?.token, undefined, "ADMIN_TOKEN has no id");
  t.notMatch(entries[3]?.after, { tags: ["x"] }, "members that stay the same are left out");
});

test("imports are recorded by their counts, and refused calls are not recorded", async (t) => {
  const service = await startService(t);
  const reader = await addToken(service, { name: "Reader" });
  const text = "Title\n\nText.";
  t.equal((await send(service, reader, "/import", { method: "POST", body: text })).status, 403);
  await service.admin("POST", "/import?name=a.txt", text);
  await service.admin("POST", "/import?name=a.txt", text);
  const lines = '{"id":"1","title":"One"}\n{"id":"2","title":"Two"}\n{"id":""}\n';
  const streamed = { accept: "application/x-ndjson" };
  await service.admin("POST", "/import?name=b.ndjson&format=ndjson", lines, streamed);
  t.match(await listAudit(service, "?action=articles"), [
    { by: "admin", action: "articles.imported", subject: "b.ndjson", after: { created: 2, rejected: 1 } },
    { by: "admin", action: "articles.imported", subject: "a.txt", after: { created: 1, updated: 0 } },
  ]);
});

test("the log is read page by page, and each page names the next", async (t) => {
  const service = await startService(t);
  for (let index = 0; index < 5; index++) await addToken(service, { name: `token ${index} & more` });
  const seen: unknown[] = [];
  let next: string | undefined = "/audit?limit=2&action=token";
  while (next !== undefined) {
    const answer = await service.admin("GET", next);
    const page = json<{ entries: { after: { name: string } }[]; next?: string }>(answer);
    seen.push(...page.entries.map(({ after }) => after.name));
    const link = /^<\/admin(\/audit\?[^>]+)>; rel="next"$/.exec(String(answer.headers.link));
    t.equal(link === null, page.next === undefined);
    next = link?.[1];
  }
  t.same(
    seen,
    [4, 3, 2, 1, 0].map((index) => `token ${index} & more`),
  );
});

const queries: [query: string, status: number][] = [
  ["?from=2026-09-02&to=2026-09-02", 200],
  ["?by=admin&token=x&subject=y", 200],
  ["?limit=500&cursor=999999999999999", 200],
  ["?limit=0", 400],
  ["?limit=501", 400],
  ["?cursor=abc", 400],
  ["?cursor=0", 400],
  ["?cursor=1e400", 400],
  ["?limit=1e400", 400],
  ["?from=yesterday", 400],
  ["?from=2026-02-30", 400],
  ["?to=", 400],
  ["?by=", 400],
  ["?actor=x", 400],
];

test("a query of the log is checked", async (t) => {
  const service = await startService(t);
  for (const [query, status] of queries) {
    const answer = await service.admin("GET", `/audit${query}`);
    t.same(outcomeOf(answer), status === 200 ? [200, undefined] : [400, "REQUEST_INVALID"], query);
  }
});

test("a day ends with its last millisecond", async (t) => {
  const clock = standingClock("2026-09-02T23:59:59.999Z");
  const service = await startService(t, { clock });
  await addToken(service, { name: "first" });
  clock.move(1);
  await addToken(service, { name: "second" });
  t.same(await namesOn(service, "2026-09-02"), ["first"]);
  t.same(await namesOn(service, "2026-09-03"), ["second"]);
});

async function namesOn(service: TestService, day: string): Promise<unknown[]> {
  const entries = await listAudit(service, `?from=${day}&to=${day}`);
  return entries.map(({ after }) => (after as { name: string }).name);
}

test("there is no way to change the log over HTTP", async (t) => {
  const service = await startService(t);
  await addToken(service);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const)
    for (const path of ["/audit", "/audit/1"]) t.match((await service.admin(method, path)).status, /^40[045]$/, path);
  t.equal((await listAudit(service)).length, 1);
});
