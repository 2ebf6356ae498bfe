import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { DraftArticle } from "../../src/article/draft-article.ts";
import { type Answer, json, sharedService, standingClock, startService } from "../service.ts";
import { until } from "../until.ts";
import { listAudit } from "./token-helpers.ts";

type Problem = { code: string; detail: string };
const shared = sharedService();
const draft = { draft: true };

/** The status, the outcome and the code or title of an answer. */
function summary({ status, headers, body }: Answer) {
  const { code, title } = body.length > 0 ? JSON.parse(body.toString()) : {};
  return [status, headers["courant-outcome"], code ?? title];
}

test("a new draft is read, listed nowhere, changed and published under its own address", async (t) => {
  const { admin, get } = await shared();
  const created = await admin("POST", "/articles", { id: "a/1", title: "T", _courant: draft });
  t.same(summary(created), [201, "created", "T"]);
  t.match(created.headers, { location: "/admin/articles/a%2F1", etag: '"draft-1"' });
  const path = "/articles/a%2F1";
  t.match(json<DraftArticle>(await admin("GET", path)), { id: "a/1", _courant: { draft: true, saved_by: "admin" } });
  t.same(json(await admin("GET", `${path}/draft`)), json(await admin("GET", path)), "one draft, two addresses");
  t.equal((await admin("GET", path, undefined, { "if-none-match": '"draft-1"' })).status, 304);
  t.notMatch((await admin("GET", "/articles?limit=500")).body.toString(), "a/1");
  await admin("POST", "/regenerate");
  t.equal((await get("/articles/a%2F1")).status, 404);

  const read = json<DraftArticle>(await admin("GET", path));
  t.same(summary(await admin("PUT", path, read)), [200, "unchanged", "T"], "it can be sent back whole");
  t.same(summary(await admin("PATCH", path, { title: "U" })), [200, "updated", "U"]);
  t.equal(json<DraftArticle>(await admin("GET", path))._courant.draft, true, "a patch leaves it a draft");
  t.same(summary(await admin("PATCH", path, { title: "V" }, { "if-match": '"draft-1"' }))[0], 412);

  const published = await admin("PATCH", path, { _courant: { draft: null } }, { "if-match": '"draft-2"' });
  t.same(summary(published), [201, "created", "U"]);
  t.equal(published.headers.etag, '"3"');
  t.same(summary(await admin("GET", `${path}/draft`)), [404, undefined, "ARTICLE_NOT_FOUND"]);
  await admin("POST", "/regenerate");
  t.equal((await get("/articles/a%2F1")).status, 200);
});

test("PUT, POST and publish each publish a draft, and leave none behind", async (t) => {
  const { admin } = await shared();
  const publish = {
    PUT: () => admin("PUT", "/articles/PUT", { title: "Now" }),
    POST: () => admin("POST", "/articles", { url: "https://site.example/POST", title: "Now" }),
    publish: () => admin("POST", "/articles/publish/draft/publish", {}),
    false: () => admin("PATCH", "/articles/false", { _courant: { draft: false } }),
  };
  for (const [id, send] of Object.entries(publish)) {
    const url = `https://site.example/${id}`;
    await admin("PUT", `/articles/${id}`, { url, title: "Draft", _courant: { ...draft, publish_at: "2099-01-01" } });
    const answer = await send();
    t.equal(answer.status, 201, id);
    const article = json<Article>(answer);
    t.match([article.id, article._courant.revision], [id, 2], id);
    t.notOk(/publish_at|draft/.test(JSON.stringify(article._courant)), id);
    t.equal((await admin("GET", `/articles/${id}/draft`)).status, 404, id);
  }
});

test("a draft beside a published article never withdraws it", async (t) => {
  const { admin, get } = await shared();
  const url = "https://site.example/beside";
  await admin("PUT", "/articles/b", { url, title: "Published", tags: ["tech"] });
  await admin("POST", "/regenerate");
  const before = await get("/feeds/tech.json");
  const put = await admin("PUT", "/articles/b/draft", { url, title: "Draft" });
  t.same(summary(put), [201, "created", "Draft"]);
  t.match(put.headers, { location: "/admin/articles/b/draft", etag: '"draft-2"' });
  t.match(json<Article>(await admin("GET", "/articles/b")), { title: "Published", _courant: { revision: 1 } });
  const posted = await admin("POST", "/articles", { url, title: "Draft again", _courant: draft });
  t.match([posted.status, posted.headers.location], [200, "/admin/articles/b/draft"], "POST of a known address");
  t.same(summary(await admin("PATCH", "/articles/b/draft", { tags: ["tech"] })), [200, "updated", "Draft again"]);

  for (const method of ["PUT", "PATCH"] as const) {
    const refused = await admin(method, "/articles/b", { title: "X", _courant: draft });
    t.same(summary(refused), [409, undefined, "ARTICLE_CONFLICT"], method);
    t.match(json<Problem>(refused).detail, "/draft");
  }
  await admin("POST", "/regenerate");
  t.same((await get("/feeds/tech.json")).body, before.body);

  t.same(summary(await admin("POST", "/articles/b/draft/publish")), [200, "updated", "Draft again"]);
  await admin("POST", "/regenerate");
  t.match((await get("/feeds/tech.json")).body.toString(), "Draft again");
  t.same(summary(await admin("POST", "/articles/b/draft/publish")), [404, undefined, "ARTICLE_NOT_FOUND"]);
});

test("a patch of a draft that is not there begins with the published version", async (t) => {
  const { admin } = await shared();
  await admin("PUT", "/articles/c", { title: "Published", summary: "S" });
  const begun = await admin("PATCH", "/articles/c/draft", { title: "Draft" });
  t.equal(begun.status, 201);
  t.match(json(begun), { title: "Draft", summary: "S" });
  t.equal((await admin("PATCH", "/articles/c/draft", { title: "X" }, { "if-match": '"1"' })).status, 412);
  t.equal((await admin("PUT", "/articles/c/draft", { title: "X" }, { "if-none-match": "*" })).status, 412);
  t.equal((await admin("DELETE", "/articles/c/draft", undefined, { "if-match": '"draft-1"' })).status, 412);
  t.equal((await admin("DELETE", "/articles/c/draft", undefined, { "if-match": '"draft-2"' })).status, 204);
  t.equal((await admin("DELETE", "/articles/c/draft")).status, 404);
  t.equal((await admin("GET", "/articles/c")).status, 200);
  t.equal((await admin("PATCH", "/articles/never/draft", { title: "X" })).status, 404);
});

test("of two who publish or save a draft at once, one is told that it has changed", async (t) => {
  const { admin } = await shared();
  await admin("PUT", "/articles/d", { title: "T", _courant: draft });
  const etag = { "if-match": '"draft-1"' };
  const answers = await Promise.all([
    admin("PUT", "/articles/d", { title: "Published" }, etag),
    admin("PUT", "/articles/d/draft", { title: "Saved" }, etag),
    admin("POST", "/articles/d/draft/publish", {}, etag),
  ]);
  const statuses = answers.map(({ status }) => status);
  t.equal(statuses.filter((status) => status < 300).length, 1, JSON.stringify(statuses));
  t.ok(
    statuses.every((status) => [200, 201, 404, 412].includes(status)),
    JSON.stringify(statuses),
  );
});

test("what a request says of a draft is checked", async (t) => {
  const { admin } = await shared();
  const cases: [body: object, status: number, detail: RegExp][] = [
    [{ title: "T", _courant: { draft: true, publish_at: "tomorrow" } }, 422, /\/_courant\/publish_at.*“?"tomorrow"/],
    [{ title: "T", _courant: { draft: true, publish_at: 5 } }, 422, /\/_courant\/publish_at/],
    [{ title: "T", _courant: { publish_at: "2099-01-01" } }, 422, /only a draft.*_courant\.draft/],
    [{ title: "T", _courant: { draft: "yes" } }, 422, /not meant for everybody.*_courant\.draft to true/],
    [{ title: "T", draft: true }, 422, /not meant for everybody/],
    [{ _courant: { draft: true } }, 422, /title/],
    [{ title: "T", _courant: { draft: true, drft: 1 } }, 422, /drft/],
  ];
  for (const [body, status, detail] of cases) {
    const answer = await admin("POST", "/articles", body);
    t.match([answer.status, json<Problem>(answer).detail], [status, detail], JSON.stringify(body));
  }
  t.equal((await admin("POST", "/articles/d/draft/publish", { force: true })).status, 400);
  const imported = json<{ skipped: number }>(
    await admin("POST", "/import?name=x.json", { title: "T", _courant: draft }),
  );
  t.equal(imported.skipped, 1, "an import leaves drafts out, as before");
});

test("a scheduled draft replaces its article at its time, once, also after a restart", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { clock });
  await service.admin("PUT", "/articles/a", { title: "Old", tags: ["tech"] });
  await service.admin("POST", "/regenerate");
  const { headers } = await service.get("/feeds/tech.json");
  const schedule = { ...draft, publish_at: "2026-09-02T11:00:00Z" };
  await service.admin("PUT", "/articles/a/draft", { title: "New", tags: ["tech"], _courant: schedule });
  await service.admin("PUT", "/articles/b", { title: "Also new", tags: ["tech"], _courant: schedule });
  await service.admin("POST", "/regenerate");
  t.equal((await service.get("/feeds/tech.json")).headers.etag, headers.etag, "nothing is told before");
  t.equal((await service.get("/feeds/tech.json")).headers["cache-control"], headers["cache-control"], "nor the time");

  const title = async (s: typeof service) => (await s.get("/feeds/tech.json")).body.toString();
  clock.set(Date.parse("2026-09-02T11:00:00Z"));
  await until(async () => /"New"/.test(await title(service)) && /Also new/.test(await title(service)));
  t.notMatch(await title(service), "Old");
  t.match(json(await service.admin("GET", "/articles/b")), { date_published: "2026-09-02T11:00:00.000Z" });

  const later = { ...draft, publish_at: "2026-09-02T12:00:00Z" };
  await service.admin("PUT", "/articles/a/draft", { title: "Newest", tags: ["tech"], _courant: later });
  await service.stop();
  clock.set(Date.parse("2026-09-03T00:00:00Z"));
  const again = await service.restart();
  await until(async () => /Newest/.test(await title(again)));
  const { revisions } = json<{ revisions: { kind: string }[] }>(await again.admin("GET", "/articles/a/revisions"));
  t.same(
    revisions.map(({ kind }) => kind),
    ["published", "draft", "published", "draft", "published"],
  );
  const published = (await listAudit(again, "?action=article&by=schedule")).map(
    ({ by: _by, at: _at, entry: _, ...rest }) => rest,
  );
  t.match(published, [
    { action: "article.updated", subject: "a", before: { title: "New" }, after: { title: "Newest" } },
    { action: "article.created", subject: "b", after: { title: "Also new" } },
    { action: "article.updated", subject: "a", before: { title: "Old" }, after: { title: "New" } },
  ]);
  t.equal(published.length, 3);
  t.notOk(
    published.some((entry) => "token" in entry),
    "the schedule has no token",
  );
});
