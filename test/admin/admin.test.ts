import { test } from "tap";
import type { ImportReport } from "../../src/admin/import.ts";
import type { Article } from "../../src/article/article.ts";
import type { Problem } from "../../src/errors.ts";
import type { Run } from "../../src/stores/runs.ts";
import { type Answer, json, standingClock, startService } from "../service.ts";
import { slowTest } from "../slow.ts";

const start = "2026-09-02T10:00:00Z";

function problemOf(answer: Answer): [status: number, code: string] {
  const { status, code } = json<Problem>(answer);
  return [answer.status === status ? status : -1, code];
}

test("without the token nothing is told or done", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  for (const [method, path] of [
    ["GET", "/admin/articles"],
    ["POST", "/admin/regenerate"],
    ["DELETE", "/admin/articles/x"],
    ["POST", "/admin/import"],
    ["GET", "/admin/runs"],
    ["GET", "/admin/nothing"],
  ] as const) {
    const answer = await service.get(path, {}, method);
    t.same(problemOf(answer), [401, "UNAUTHORIZED"], `${method} ${path}`);
    t.match(answer.headers["www-authenticate"], /^Bearer realm="/);
    t.notMatch(answer.body.toString(), service.folder, "no path of the machine");
  }
  const basic = await service.get("/admin/runs", { authorization: "Basic YTpi" });
  t.same(problemOf(basic), [401, "UNAUTHORIZED"]);
  t.equal((await service.admin("GET", "/runs", undefined, {})).status, 200);
  const lower = await service.get("/admin/runs", { authorization: "bearer a-token-for-tests-only" });
  t.equal(lower.status, 200, "the scheme's case does not matter");
});

test("wrong tokens are slowed down; the right one is let in all the same", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 13; attempt++) {
    const answer = await service.get("/admin/runs", { authorization: `Bearer wrong-token-${attempt}-xxxxxx` });
    statuses.push(answer.status);
    if (answer.status === 429) {
      t.same(problemOf(answer), [429, "TOO_MANY_FAILURES"]);
      t.ok(Number(answer.headers["retry-after"]) > 0);
    } else t.match(answer.headers["www-authenticate"], 'error="invalid_token"');
  }
  t.same(statuses, [...Array(10).fill(401), 429, 429, 429]);
  t.equal((await service.admin("GET", "/runs")).status, 200);
});

test("an article's life over HTTP", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock });
  const created = await service.admin("POST", "/articles", { url: "https://site.example/a", title: "A", tags: ["x"] });
  t.equal(created.status, 201);
  t.equal(created.headers["courant-outcome"], "created");
  t.equal(created.headers.location, "/admin/articles/https%3A%2F%2Fsite.example%2Fa");
  const article = json<Article>(created);
  t.match(article, { id: "https://site.example/a", title: "A", date_published: "2026-09-02T10:00:00.000Z" });

  clock.move(60_000);
  const again = await service.admin("POST", "/articles", { url: "https://site.example/a", title: "A", tags: ["x"] });
  t.equal(again.status, 200);
  t.equal(again.headers["courant-outcome"], "unchanged");
  t.same(json(again), article, "posting the same changes nothing");

  const location = String(created.headers.location).replace("/admin", "");
  const read = await service.admin("GET", location);
  t.same(json(read), article);
  t.equal(read.headers.etag, '"1"');
  t.equal((await service.admin("HEAD", location)).headers.etag, '"1"');

  const patched = await service.admin("PATCH", location, { title: "B", tags: null }, { "if-match": '"1"' });
  t.equal(patched.status, 200);
  const { tags, ...rest } = article;
  t.same(json(patched), {
    ...rest,
    title: "B",
    date_modified: "2026-09-02T10:01:00.000Z",
    _courant: { revision: 2 },
  });
  const lost = await service.admin("PUT", location, { title: "C" }, { "if-match": '"1"' });
  t.same(problemOf(lost), [412, "PRECONDITION_FAILED"], "somebody else was faster");
  t.same(problemOf(await service.admin("PUT", location, { title: "C" }, { "if-none-match": "*" })), [
    412,
    "PRECONDITION_FAILED",
  ]);
  const put = await service.admin("PUT", location, { title: "C" }, { "if-match": "*" });
  t.match(json(put), { title: "C", date_published: article.date_published, _courant: { revision: 3 } });

  t.same(problemOf(await service.admin("DELETE", location, undefined, { "if-match": '"1"' })), [
    412,
    "PRECONDITION_FAILED",
  ]);
  t.equal((await service.admin("DELETE", location)).status, 204);
  t.same(problemOf(await service.admin("GET", location)), [410, "ARTICLE_DELETED"]);
  t.same(problemOf(await service.admin("DELETE", location)), [410, "ARTICLE_DELETED"]);
  const resurrected = await service.admin("POST", "/articles", { url: "https://site.example/a", title: "A" });
  t.same(problemOf(resurrected), [410, "ARTICLE_DELETED"], "deleting is remembered");
  const back = await service.admin("PUT", location, { url: "https://site.example/a", title: "A" });
  t.equal(back.status, 201, "unless somebody brings it back on purpose");
  t.equal(json<Article>(back)._courant.revision, 4);
});

slowTest("ids of every kind are found again by their address", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  for (const id of ["a/b/../c", "ü ñ 漢字 🦉", "100%25", "?x=1&y#z", "...", "__proto__", "tag:a,2026:b;c"]) {
    const { status, headers } = await service.admin("PUT", `/articles/${encodeURIComponent(id)}`, { title: id });
    t.equal(status, 201, id);
    const path = String(headers.location).replace("/admin", "");
    t.equal(json<Article>(await service.admin("GET", path)).id, id);
    await service.admin("POST", "/regenerate");
    t.equal((await service.get(path)).status, 200, `the permalink page of ${id}`);
  }
});

test("bad bodies get clear errors and change nothing", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  const cases: [body: unknown, status: number, code: string, detail: RegExp][] = [
    ['{"title": "a", }', 400, "REQUEST_INVALID", /JSON/],
    ["", 400, "REQUEST_INVALID", /body/i],
    [{}, 422, "ARTICLE_INVALID", /title/],
    [[], 422, "ARTICLE_INVALID", /./],
    ["null", 422, "ARTICLE_INVALID", /./],
    [{ titel: "a" }, 422, "ARTICLE_INVALID", /titel.*title/s],
    [{ title: "a", url: "javascript:alert(1)" }, 422, "ARTICLE_INVALID", /url/],
    [
      { title: "a", date_published: "2026-02-30", url: "x:y" },
      422,
      "ARTICLE_INVALID",
      /date_published[\s\S]*url|url[\s\S]*date_published/,
    ],
  ];
  for (const [body, status, code, detail] of cases) {
    const answer = await service.admin("POST", "/articles", body, { "content-type": "application/json" });
    t.same(problemOf(answer), [status, code], JSON.stringify(body));
    t.match(json<Problem>(answer).detail, detail);
  }
  const big = await service.admin("POST", "/articles", { title: "a", content_html: "x".repeat(5_000_000) });
  t.same(problemOf(big), [413, "BODY_TOO_LARGE"]);
  t.same(problemOf(await service.admin("PUT", "/articles/a", { id: "b", title: "x" })), [409, "ARTICLE_CONFLICT"]);
  t.same(problemOf(await service.admin("GET", "/articles?cursor=nonsense")), [400, "REQUEST_INVALID"]);
  t.same(problemOf(await service.admin("GET", "/articles?limit=0")), [400, "REQUEST_INVALID"]);
  t.same(json(await service.admin("GET", "/articles")), { articles: [] });
});

test("listing goes through every article once, page by page", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  for (let number = 0; number < 7; number++) await service.admin("POST", "/articles", { id: `n${number}`, title: "T" });
  const seen: string[] = [];
  let path: string | undefined = "/articles?limit=3";
  while (path) {
    const page: Answer = await service.admin("GET", path);
    seen.push(...json<{ articles: Article[] }>(page).articles.map(({ id }) => id));
    path = /<\/admin([^>]+)>; rel="next"/.exec(String(page.headers.link ?? ""))?.[1];
  }
  t.same(seen.toSorted(), ["n0", "n1", "n2", "n3", "n4", "n5", "n6"]);
});

test("regenerating: with an answer, without waiting, of some channels, of none there is", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  const all = json<Run>(await service.admin("POST", "/regenerate"));
  t.match(all, { state: "done", causes: ["admin"], channels: "all" });
  t.match(json(await service.admin("GET", `/runs/${all.id}`)), { id: all.id, documents: { failed: [] } });

  const empty = await service.admin("POST", "/regenerate", "", { "content-type": "application/json" });
  t.equal(empty.status, 200, "a body that is announced and does not come");
  const accepted = await service.admin(
    "POST",
    "/regenerate",
    { channels: ["tech"], force: true },
    { prefer: "respond-async" },
  );
  t.equal(accepted.status, 202);
  t.equal(accepted.headers["preference-applied"], "respond-async");
  const path = String(accepted.headers.location).replace("/admin", "");
  let run = json<Run>(await service.admin("GET", path));
  while (run.state === "waiting" || run.state === "running") run = json<Run>(await service.admin("GET", path));
  t.match(run, { state: "done", channels: ["tech"], documents: { changed: [], unchanged: 12 } });

  t.same(problemOf(await service.admin("POST", "/regenerate", { channels: ["x"] })), [404, "CHANNEL_NOT_FOUND"]);
  t.same(problemOf(await service.admin("POST", "/regenerate", { chanels: ["x"] })), [400, "REQUEST_INVALID"]);
  t.same(problemOf(await service.admin("GET", "/runs/none")), [404, "RUN_NOT_FOUND"]);
});

test("importing a body: formats, options, names, outcomes", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  const text = "A headline of seven words for tests\n\nThe lead says what happened.\n\nMore of it follows here.\n";
  const first = await service.admin("POST", "/import?tag=a&tag=b&date=2025-09-02", text, {
    "content-type": "application/x-www-form-urlencoded",
  });
  t.equal(first.status, 200);
  const [created] = json<ImportReport>(first).articles;
  t.match(created, { outcome: "created", title: "A headline of seven words for tests" });
  t.equal(
    json<ImportReport>(await service.admin("POST", "/import?tag=a&tag=b", text)).unchanged,
    1,
    "known by its headline",
  );
  const listed = json<{ articles: Article[] }>(await service.admin("GET", "/articles")).articles;
  t.match(listed, [
    { tags: ["a", "b"], date_published: "2025-09-02T00:00:00.000Z", summary: "The lead says what happened." },
  ]);

  const lines = '{"id":"1","title":"One"}\n{"title":\n{"id":"3","title":"Three"}\n';
  const mixed = await service.admin("POST", "/import?name=many.ndjson", lines);
  t.equal(mixed.status, 200);
  t.match(json(mixed), { created: 2, rejected: 1 });
  const rejected = json<ImportReport>(mixed).articles.find(({ outcome }) => outcome === "rejected");
  t.match(rejected, { where: /many\.ndjson.*2/ }, "file and line");

  const draft = await service.admin("POST", "/import?name=draft.md", "---\ntitle: T\ndraft: true\n---\ntext");
  t.match([draft.status, json(draft)], [200, { skipped: 1, articles: [{ outcome: "skipped", reason: /draft/ }] }]);
  t.same(problemOf(await service.admin("POST", "/import", "")), [400, "REQUEST_INVALID"]);
  t.same(problemOf(await service.admin("POST", "/import?formt=text", text)), [400, "REQUEST_INVALID"]);
  const latin = await service.admin("POST", "/import", Buffer.from("Café\n\nText", "latin1").toString("latin1"), {
    "content-type": "text/plain; charset=utf-7",
  });
  t.equal(latin.status, 422);
});

test("importing the service's own feed doubles nothing, and no page redirects to itself", async (t) => {
  const service = await startService(t, { clock: standingClock(start) });
  await service.admin("PUT", "/articles/urn:x:own", { title: "Own", content_html: "<p>Text</p>" });
  await service.admin("POST", "/regenerate");
  const feed = (await service.get("/feeds/news.json")).body.toString();
  t.match(json(await service.admin("POST", "/import?name=news.json", feed)), { created: 0, rejected: 0 });
  await service.admin("POST", "/regenerate");
  t.equal((await service.get("/articles/urn:x:own")).status, 200);
});
