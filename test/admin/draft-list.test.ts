import { test } from "tap";
import { json, standingClock, startService } from "../service.ts";
import { slowTest } from "../slow.ts";

type List = { articles: { id: string; _courant: { draft?: true } }[]; next?: string };

slowTest("state=draft lists and searches drafts, and nothing else lists them", async (t) => {
  const clock = standingClock("2026-09-01T10:00:00Z");
  const service = await startService(t, { clock });
  const list = async (query: string) => {
    const answer = await service.admin("GET", `/articles?${query}`);
    return { status: answer.status, link: answer.headers.link, ...json<List & { code?: string }>(answer) };
  };
  const ids = async (query: string) => (await list(query)).articles.map(({ id }) => id);
  await service.admin("POST", "/articles", { id: "published", title: "Harbour", tags: ["news"] });
  const drafts: object[] = [
    { id: "a", title: "Harbour closed", tags: ["News"] },
    { id: "b", title: "Winter", content_html: "<p>The <b>harb</b>our.</p>", authors: [{ name: "Ann" }] },
    { id: "c", title: "京都の港", _courant: { source: "https://feed.example/" } },
    { id: "published", title: "A new version" },
  ];
  for (const { id, ...members } of drafts as { id: string; _courant?: object }[]) {
    const body = { ...members, _courant: { ...members._courant, draft: true } };
    const answer = await service.admin("PUT", `/articles/${id}/draft`, body);
    t.equal(answer.status, 201, answer.body.toString());
    clock.move(2);
  }
  const cases: Record<string, string[]> = {
    "": ["published", "c", "b", "a"],
    "&sort=-modified": ["published", "c", "b", "a"],
    "&q=harb": ["b", "a"],
    "&q=harb+-winter": ["a"],
    "&q=%22harbour+closed%22": ["a"],
    "&q=京都": ["c"],
    "&tag=news": ["a"],
    "&author=ann": ["b"],
    "&source=https://feed.example/": ["c"],
    "&to=2001-01-01": [],
    "&q=version": ["published"],
    "&q=%22%22": [],
  };
  for (const [query, expected] of Object.entries(cases)) t.same(await ids(`state=draft${query}`), expected, query);
  for (const query of ["", "state=published&state=scheduled&state=expired", "q=harbour"]) {
    t.same(await ids(query), ["published"], query);
  }
  const pages: string[] = [];
  let path: string | undefined = "state=draft&limit=1";
  while (path !== undefined) {
    const { articles, link, next } = await list(path);
    pages.push(...articles.map(({ id }) => id));
    const following: string | undefined = /\?([^>]*)>; rel="next"/.exec(String(link))?.[1];
    t.equal(following === undefined, next === undefined);
    path = following;
  }
  t.same(pages, ["published", "c", "b", "a"]);
  for (const query of ["state=draft&state=published", "state=draft&sort=title", "state=draft&cursor=x"]) {
    t.match(await list(query), { status: 400, code: "REQUEST_INVALID" }, query);
  }
});

test("sort=due lists the drafts that are scheduled by their time, and drafts of a list are named", async (t) => {
  const service = await startService(t, { clock: standingClock("2026-09-01T10:00:00Z") });
  const list = async (query: string) =>
    json<List & { drafts?: string[] }>(await service.admin("GET", `/articles?${query}`));
  await service.admin("PUT", "/articles/c/draft", { title: "Waits" });
  for (const [id, publish_at] of Object.entries({ b: "2026-09-03", a: "2026-09-02" })) {
    await service.admin("PUT", `/articles/${id}/draft`, { title: id, _courant: { publish_at } });
  }
  t.same(
    (await list("state=draft&sort=due")).articles.map(({ id }) => id),
    ["a", "b"],
  );
  t.equal((await service.admin("GET", "/articles?sort=due")).status, 400, "only drafts have that order");
  await service.admin("POST", "/articles", { id: "x", title: "X", tags: ["Été"] });
  t.equal((await list("")).drafts, undefined);
  await service.admin("PUT", "/articles/x/draft", { title: "Y" });
  t.same((await list("")).drafts, ["x"]);
  t.same(json(await service.admin("GET", "/values?facet=tag&prefix=%C3%A9")), { values: ["Été"] });
  t.equal((await service.admin("GET", "/values?facet=title")).status, 400);
});
