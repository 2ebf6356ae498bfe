import { test } from "tap";
import type { Dispatcher } from "undici";
import { json, startService } from "../service.ts";
import { addToken, send } from "./token-helpers.ts";

test("a token that may only write makes drafts, and changes nothing that readers see", async (t) => {
  const service = await startService(t);
  const token = await addToken(service, { name: "Ann", scopes: ["write"] });
  await service.admin("PUT", "/articles/a", { title: "Old" });
  await service.admin("PUT", "/articles/a", { title: "Published" });
  await service.admin("PUT", "/articles/gone", { title: "Gone" });
  await service.admin("DELETE", "/articles/gone");
  const draft = { draft: true };
  await service.admin("PUT", "/articles/scheduled", { title: "S", _courant: { ...draft, publish_at: "2099-01-01" } });
  const calls: [method: Dispatcher.HttpMethod, path: string, status: number, body?: object][] = [
    ["POST", "/articles", 201, { id: "d", title: "D", _courant: draft }],
    ["POST", "/articles", 403, { id: "e", title: "E" }],
    ["PUT", "/articles/d", 200, { title: "D2", _courant: draft }],
    ["PUT", "/articles/d", 403, { title: "D2" }],
    ["PATCH", "/articles/d", 200, { title: "D3" }],
    ["PATCH", "/articles/d", 403, { _courant: { draft: false } }],
    ["POST", "/articles/d/draft/publish", 403, {}],
    ["PATCH", "/articles/d", 403, { _courant: { publish_at: "2099-01-01" } }],
    ["PATCH", "/articles/scheduled", 403, { title: "Slipped in" }],
    ["PUT", "/articles/scheduled/draft", 403, { title: "X", _courant: { publish_at: "2000-01-01" } }],
    ["PUT", "/articles/a/draft", 201, { title: "Draft" }],
    ["PATCH", "/articles/a/draft", 200, { title: "Drafted" }],
    ["POST", "/articles/a/draft/publish", 403, {}],
    ["PUT", "/articles/a", 403, { title: "X" }],
    ["PATCH", "/articles/a", 403, { title: "X" }],
    ["DELETE", "/articles/a", 403],
    ["POST", "/articles/a/revisions/1/restore", 403, {}],
    ["POST", "/articles/a/revisions/3/restore", 200, {}],
    ["POST", "/articles/gone/restore", 403, {}],
    ["POST", "/articles/gone/revisions/1/restore", 403, {}],
    ["PUT", "/articles/gone", 403, { title: "X" }],
    ["GET", "/articles/a/revisions/1/difference", 200],
    ["DELETE", "/articles/d", 204],
    ["POST", "/articles/d/restore", 201, {}],
    ["DELETE", "/articles/a/draft", 204],
  ];
  for (const [method, path, status, body] of calls) {
    const answer = await send(service, token, path, { method, body });
    t.equal(answer.status, status, `${method} ${path}: ${answer.body}`);
    if (status === 403) t.match(json(answer), { code: "SCOPE_MISSING" });
  }
  t.match(json(await service.admin("GET", "/articles/a")), { title: "Published", _courant: { revision: 2 } });
  t.equal((await service.admin("GET", "/articles/gone")).status, 410);

  type Entries = { entries: { action: string; subject: string; by: string; after?: object }[] };
  const { entries } = json<Entries>(await service.admin("GET", "/audit?by=Ann&limit=100"));
  t.same(
    entries.reverse().map(({ action, subject }) => `${action} ${subject}`),
    [
      "draft.created d",
      "draft.updated d",
      "draft.updated d",
      "draft.created a",
      "draft.updated a",
      "draft.updated a",
      "draft.deleted d",
      "draft.created d",
      "draft.deleted a",
    ],
  );
  t.match(entries[2], { after: { title: "D3" } });
  await service.admin("POST", "/articles/d/draft/publish", {});
  const { entries: published } = json<Entries>(await service.admin("GET", "/audit?action=article.created&subject=d"));
  t.match(published, [{ by: "admin", after: { title: "D3" } }]);
});
