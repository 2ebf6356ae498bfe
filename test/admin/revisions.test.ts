import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { FieldDifference } from "../../src/article/difference.ts";
import type { RevisionList } from "../../src/stores/revisions.ts";
import { json, sharedService, token } from "../service.ts";

type Problem = { code: string };
type Difference = { from: number; to: number; fields: FieldDifference[] };
const shared = sharedService();

test("revisions are listed, read, compared and restored", async (t) => {
  const { admin } = await shared();
  for (const title of ["One", "Two", "Three"]) {
    await admin("PUT", "/articles/r%2F1", { title, content_html: `<p>The <b>${title}</b> text</p>`, tags: [title] });
  }
  await admin("POST", "/import?name=a.json", { id: "r/1", title: "Four", content_html: "<p>The <b>Four</b> text</p>" });
  const { revisions } = json<RevisionList>(await admin("GET", "/articles/r%2F1/revisions"));
  t.match(
    revisions.map(({ revision, by, kind, current }) => [revision, by, kind, current]),
    [
      [4, "admin", "published", true],
      [3, "admin", "published", false],
      [2, "admin", "published", false],
      [1, "admin", "published", false],
    ],
  );
  t.ok(revisions.every(({ at }) => Math.abs(Date.parse(at) - Date.now()) < 600_000));
  t.match(json(await admin("GET", "/articles/r%2F1/revisions/2")), { title: "Two", _courant: { revision: 2 } });
  const difference = json<Difference>(await admin("GET", "/articles/r%2F1/revisions/1/difference?to=2"));
  t.match(difference, { from: 1, to: 2 });
  // Two changes within a millisecond have the same date.
  t.same(
    difference.fields.filter(({ field }) => field !== "/date_modified"),
    [
      {
        field: "/title",
        changes: [
          { kind: "removed", text: "One" },
          { kind: "added", text: "Two" },
        ],
      },
      {
        field: "/content_html",
        changes: [
          { kind: "same", text: "<p>The <b>" },
          { kind: "removed", text: "One" },
          { kind: "added", text: "Two" },
          { kind: "same", text: "</b> text</p>" },
        ],
      },
      { field: "/tags", from: ["One"], to: ["Two"] },
    ],
  );
  t.match(json(await admin("GET", "/articles/r%2F1/revisions/1/difference")), { from: 1, to: 4 }, "with the newest");

  const restored = await admin("POST", "/articles/r%2F1/revisions/1/restore", {});
  t.match([restored.status, restored.headers.etag, restored.headers["courant-outcome"]], [200, '"5"', "updated"]);
  t.match(json(restored), { title: "One", tags: ["One"], _courant: { revision: 5 } });
  t.equal((await admin("POST", "/articles/r%2F1/revisions/2/restore", {}, { "if-match": '"4"' })).status, 412);
  t.match(json(await admin("GET", "/articles/r%2F1")), { title: "One" });
});

test("restoring a draft's revision makes a draft, and publishes nothing", async (t) => {
  const { admin } = await shared();
  await admin("PUT", "/articles/s", { title: "Published" });
  await admin("PUT", "/articles/s/draft", { title: "First", _courant: { publish_at: "2099-01-01" } });
  await admin("PUT", "/articles/s/draft", { title: "Second" });
  await admin("DELETE", "/articles/s/draft");
  const restored = await admin("POST", "/articles/s/revisions/2/restore", {});
  t.match([restored.status, restored.headers.location], [201, "/admin/articles/s/draft"]);
  t.match(json(restored), { title: "First", _courant: { draft: true, revision: 4 } });
  t.notMatch(restored.body.toString(), "publish_at", "an old time does not count again");
  t.match(json(await admin("GET", "/articles/s")), { title: "Published", _courant: { revision: 1 } });
});

test("deleting is undone with the id, the date and the page", async (t) => {
  const { admin, get } = await shared();
  await admin("PUT", "/articles/u", { title: "Old", date_published: "2020-01-01T00:00:00Z" });
  const before = json<Article>(await admin("PUT", "/articles/u", { title: "T", content_html: "<p>Text</p>" }));
  await admin("POST", "/regenerate");
  const page = (await get("/articles/u")).body;
  t.equal((await admin("POST", "/articles/u/restore", {})).status, 409, "it is not deleted");
  await admin("DELETE", "/articles/u");
  await admin("POST", "/regenerate");
  t.equal((await get("/articles/u")).status, 410);
  const missing = await admin("GET", "/articles/u");
  t.match([missing.status, missing.body.toString()], [410, /POST \/admin\/articles\/u\/restore/]);
  t.match(json(await admin("GET", "/articles/u/revisions")), { deleted: { by: "admin" }, revisions: [{}, {}] });
  t.match(json(await admin("GET", "/articles/u/revisions/1")), { title: "Old" });

  const restored = await admin("POST", "/articles/u/restore", {});
  t.equal(restored.status, 201);
  t.same(json<Article>(restored), { ...before, _courant: { revision: 3 } });
  await admin("POST", "/regenerate");
  t.same((await get("/articles/u")).body, page, "the same page as before");

  await admin("DELETE", "/articles/u");
  t.match(json(await admin("POST", "/articles/u/revisions/1/restore", {})), { title: "Old" }, "an earlier state, too");
});

test("deleting a draft is undone", async (t) => {
  const { admin } = await shared();
  await admin("PUT", "/articles/v", { title: "T", _courant: { draft: true } });
  t.equal((await admin("DELETE", "/articles/v")).status, 204);
  t.match([(await admin("GET", "/articles/v")).status, (await admin("GET", "/articles/v/draft")).status], [410, 410]);
  const restored = await admin("POST", "/articles/v/restore", {});
  t.match([restored.status, json(restored)], [201, { title: "T", _courant: { draft: true } }]);
  t.equal((await admin("GET", "/articles/v")).status, 200);
});

test("what is not there is told apart", async (t) => {
  const { admin } = await shared();
  await admin("PUT", "/articles/w", { title: "T" });
  const code = async (method: "GET" | "POST", path: string) => {
    const answer = await admin(method, path, method === "POST" ? {} : undefined);
    return [answer.status, json<Problem>(answer).code];
  };
  t.same(await code("GET", "/articles/w/revisions/2"), [404, "REVISION_NOT_FOUND"]);
  t.same(await code("GET", "/articles/w/revisions/1/difference?to=9"), [404, "REVISION_NOT_FOUND"]);
  t.same(await code("POST", "/articles/w/revisions/9/restore"), [404, "REVISION_NOT_FOUND"]);
  for (const path of ["", "/draft", "/revisions", "/revisions/1", "/revisions/1/difference"]) {
    t.same(await code("GET", `/articles/never${path}`), [404, "ARTICLE_NOT_FOUND"], path);
  }
  t.same(await code("POST", "/articles/never/restore"), [404, "ARTICLE_NOT_FOUND"]);
  for (const number of ["0", "-1", "1.5", "x", "9007199254740993", "%20"]) {
    t.equal((await admin("GET", `/articles/w/revisions/${number}`)).status, 400, number);
  }
  t.equal((await admin("GET", "/articles/w/revisions/1/difference?from=1")).status, 400);
  const open = await shared().then(({ get }) => get("/admin/articles/w/revisions"));
  t.equal(open.status, 401);
  t.notMatch(open.body.toString(), token);
});
