import { test } from "tap";
import { apiQuery, pageQuery, readPageQuery } from "../../src/dashboard/articles/filters.ts";
import { json, standingClock, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { signIn } from "./desk.ts";

type Listed = { articles: { id: string; title?: string; tags?: string[]; _courant: { draft?: true } }[] };

const rowsOf = (page: unknown) =>
  [...String(page).matchAll(/name="row\[\]" value="([^"]*)"/g)].map(([, choice]) => choice);

async function startDesk(t: Parameters<typeof startService>[0]) {
  const clock = standingClock("2026-09-01T10:00:00Z");
  const service = await startService(t, { clock });
  const { admin } = service;
  await admin("PUT", "/articles/a", { title: "Harbour", tags: ["News"], date_published: "2026-08-01T10:00:00Z" });
  await admin("PUT", "/articles/b", {
    title: "Winter",
    authors: [{ name: "Ann" }],
    date_published: "2026-08-31T22:30:00Z",
  });
  await admin("PUT", "/articles/later", { title: "Later", date_published: "2026-09-03T10:00:00Z" });
  await admin("PUT", "/articles/old", {
    title: "Old",
    _courant: { expires: "2026-08-02T00:00:00Z" },
    date_published: "2026-07-01",
  });
  await admin("PUT", "/articles/a/draft", { title: "Harbour, new" });
  await admin("PUT", "/articles/d/draft", { title: "Draft" });
  await admin("PUT", "/articles/s/draft", { title: "Soon", _courant: { publish_at: "2026-09-02T10:00:00Z" } });
  return { clock, service, desk: await signIn(service) };
}

slowTest("the list shows each state, and searches, filters and sorts", async (t) => {
  const { desk } = await startDesk(t);
  const rows = async (query: string) => rowsOf((await desk.get(`/dashboard/articles${query}`)).body);
  t.same(await rows(""), ["article:later", "article:b", "article:a", "article:old"]);
  t.same(await rows("?q=harb"), ["article:a"]);
  t.same(await rows("?state=&q=&tag=NEWS&sort="), ["article:a"], "a form sends its empty fields as well");
  t.same(await rows("?author=ann"), ["article:b"]);
  t.same(await rows("?channel=tech"), []);
  t.same((await rows("?state=draft")).sort(), ["draft:d", "draft:s", "draft:a"].sort(), "saved at the same moment");
  t.same(
    await rows("?state=scheduled"),
    ["draft:s", "article:later"],
    "drafts that publish themselves are scheduled, too",
  );
  t.same(await rows("?state=expired"), ["article:old"]);
  t.same(await rows("?sort=title"), ["article:a", "article:later", "article:old", "article:b"]);
  t.same(await rows("?from=2026-08-31&to=2026-08-31"), ["article:b"]);
  const page = String((await desk.get("/dashboard/articles")).body);
  t.match(page, "draft beside it");
  t.match(page, '<option value="News"></option>');
  const refused = await desk.get("/dashboard/articles?q=a&sort=relevance&cursor=x");
  t.equal(refused.status, 400);
  t.match(String(refused.body), 'role="alert"');
});

slowTest("pages of the list have every article once", async (t) => {
  const service = await startService(t);
  for (let each = 0; each < 60; each++) await service.admin("PUT", `/articles/${each}`, { title: `T${each}` });
  const desk = await signIn(service);
  const first = String((await desk.get("/dashboard/articles?tag=")).body);
  const [, next = ""] = /<a class="button" rel="next" href="([^"]+)"/.exec(first) ?? [];
  const second = String((await desk.get(next.replaceAll("&amp;", "&"))).body);
  t.equal(new Set([...rowsOf(first), ...rowsOf(second)]).size, 60);
  t.match(second, ">First page</a>");
});

slowTest("many articles are tagged, untagged, expired and deleted at once, and all of it is undone", async (t) => {
  const { desk, service } = await startDesk(t);
  const state = async () => {
    const { articles } = json<Listed>(await service.admin("GET", "/articles?limit=500"));
    const drafts = json<Listed>(await service.admin("GET", "/articles?state=draft&limit=500")).articles;
    return [...articles, ...drafts]
      .map(
        ({ id, title, tags = [], _courant }) =>
          `${id} ${title} ${tags} ${"expires" in _courant} ${_courant.draft ?? ""}`,
      )
      .sort();
  };
  const before = await state();
  const chosen = ["article:a", "article:b", "draft:d", "draft:s"];
  const undo = async (page: unknown) => {
    const marks = [...String(page).matchAll(/name="mark\[\]" value="([^"]*)"/g)].map(([, mark = ""]) => mark);
    const answer = await desk.post("/dashboard/articles/undo", { back: "?state=draft", "mark[]": marks });
    t.notMatch(String(answer.body), 'role="alert"');
    t.same(await state(), before);
    t.same(rowsOf(answer.body).length, 3, "the list that one came from is shown");
  };

  const tagged = await desk.post("/dashboard/articles/bulk", { action: "tag", tag: " harbour ", "chosen[]": chosen });
  t.equal(tagged.status, 200);
  t.match(String(tagged.body), "The tag was added to 4 articles.");
  const { articles } = json<Listed>(await service.admin("GET", "/articles?tag=harbour"));
  t.same(
    articles.map(({ id }) => id),
    ["b", "a"],
  );
  await undo(tagged.body);

  const untagged = await desk.post("/dashboard/articles/bulk", {
    action: "untag",
    tag: "news",
    all: "yes",
    "row[]": chosen,
  });
  t.match(String(untagged.body), "The tag was removed from 4 articles.");
  await undo(untagged.body);

  const expired = await desk.post("/dashboard/articles/bulk", {
    action: "expire",
    "chosen[]": ["article:a", "article:b"],
  });
  t.equal(json<Listed>(await service.admin("GET", "/articles?state=expired")).articles.length, 3);
  await undo(expired.body);

  const deletion = { action: "delete", "chosen[]": chosen };
  t.equal((await desk.post("/dashboard/articles/bulk", deletion)).status, 400, "without the token nothing is deleted");
  const refused = await desk.post("/dashboard/articles/bulk", { ...deletion, token: "wrong" });
  t.match(String(refused.body), "The token is wrong");
  t.same(await state(), before);
  const deleted = await desk.post("/dashboard/articles/bulk", { ...deletion, token });
  t.match(String(deleted.body), "4 articles were deleted.");
  t.equal((await state()).length, 2);
  await undo(deleted.body);
  const soon = json<{ _courant: object }>(await service.admin("GET", "/articles/s/draft"));
  t.match(soon, { _courant: { publish_at: "2026-09-02T10:00:00.000Z" } }, "it is scheduled again");
});

test("drafts are published at once, and each failure is told by article", async (t) => {
  const { desk, service } = await startDesk(t);
  await service.admin("PUT", "/articles/taken", { url: "https://site.example/taken", title: "First" });
  await service.admin("PUT", "/articles/second/draft", { title: "Second <b>" });
  const answer = await desk.post("/dashboard/articles/bulk", {
    action: "publish",
    "chosen[]": ["draft:d", "article:b", "draft:gone"],
  });
  const page = String(answer.body);
  t.match(page, "1 draft was published.");
  t.match(page, "2 articles were not changed:");
  t.match(page, '<bdi>Winter</bdi>: <span dir="auto">The article “b” has no draft.');
  t.match(page, "<bdi>gone</bdi>");
  t.equal((await service.admin("GET", "/articles/d/draft")).status, 404);
  t.match(
    String((await desk.post("/dashboard/articles/bulk", { action: "tag", tag: "x" })).body),
    "No article is chosen.",
  );
});

slowTest("an undo leaves alone what somebody changed in the meantime", async (t) => {
  const { desk, service } = await startDesk(t);
  const page = String(
    (await desk.post("/dashboard/articles/bulk", { action: "tag", tag: "x", "chosen[]": "article:b" })).body,
  );
  const [, mark = ""] = /name="mark\[\]" value="([^"]*)"/.exec(page) ?? [];
  await service.admin("PATCH", "/articles/b", { title: "Changed" });
  t.match(String((await desk.post("/dashboard/articles/undo", { "mark[]": mark })).body), "1 article was not changed:");
  t.match(json(await service.admin("GET", "/articles/b")), { title: "Changed", tags: ["x"] });
});

slowTest("a token that may only read sees the list, and changes nothing", async (t) => {
  const { service } = await startDesk(t);
  const made = json<{ token: string }>(await service.admin("POST", "/tokens", { name: "Ann", scopes: ["read"] }));
  const desk = await signIn(service, made.token);
  t.notMatch(String((await desk.get("/dashboard/articles")).body), 'id="bulk"');
  const answer = await desk.post("/dashboard/articles/bulk", { action: "tag", tag: "x", "chosen[]": "article:b" });
  t.match(String(answer.body), "this call needs write");
});

slowTest("a hostile article is text in the list", async (t) => {
  const service = await startService(t);
  const hostile = '"><img src=x onerror=alert(1)>';
  const article = { id: hostile, title: hostile, tags: [hostile], authors: [{ name: hostile }] };
  await service.admin("PUT", `/articles/${encodeURIComponent(hostile)}`, article);
  const desk = await signIn(service);
  for (const path of [
    "",
    `?q=${encodeURIComponent(hostile)}&tag=${encodeURIComponent(hostile)}&channel=${encodeURIComponent(hostile)}`,
  ]) {
    const page = String((await desk.get(`/dashboard/articles${path}`)).body);
    t.notMatch(page, "<img src=x");
  }
});

test("filters go into an address and come back, and days are those of the time zone", async (t) => {
  const filters = { q: 'a & "b"', state: "draft", from: "2026-03-29" } as const;
  t.same(readPageQuery(pageQuery(filters)), filters);
  t.same(readPageQuery("?state=nonsense&sort=x&evil=1&q=a"), { q: "a" });
  const query = new URLSearchParams(apiQuery({ from: "2026-03-29", to: "2026-03-29" }, "Europe/Berlin"));
  t.same([query.get("from"), query.get("to")], ["2026-03-28T23:00:00.000Z", "2026-03-29T21:59:59.999Z"], "23 hours");
});
