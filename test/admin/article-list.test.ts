import { test } from "tap";
import { fastClock, json, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";

type List = { articles: { id: string; title?: string }[]; next?: string; pending?: number };

const article = (id: string, members: object = {}) => ({ id, title: id, ...members });

/** The ids that a list has, in its order. */
async function ids(service: TestService, query: string): Promise<string[]> {
  const answer = await service.admin("GET", `/articles${query}`);
  if (answer.status !== 200) throw new Error(`${query}: ${answer.status} ${answer.body}`);
  return json<List>(answer).articles.map(({ id }) => id);
}

async function serviceWith(t: Parameters<typeof startService>[0], articles: readonly object[], config?: string) {
  const service = await startService(t, config === undefined ? {} : { config });
  for (const each of articles) {
    const answer = await service.admin("POST", "/articles", each);
    if (answer.status !== 201) throw new Error(answer.body.toString());
  }
  return service;
}

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: tech, title: Tech, description: By tag, select: { tags: [tech, science] } }
perTag: true
`;

slowTest("filters and orders of GET /admin/articles", async (t) => {
  const service = await serviceWith(
    t,
    [
      article("old", { tags: ["tech"], date_published: "2020-01-01T00:00:00Z", date_modified: "2026-01-03T00:00:00Z" }),
      article("Émile", {
        tags: ["science", "Tech"],
        authors: [{ name: "Inés" }],
        date_published: "2021-01-01T10:00:00Z",
      }),
      article("due", { date_published: "2098-01-01T00:00:00Z" }),
      article("gone", { date_published: "2022-01-01T00:00:00Z", _courant: { expires: "2023-01-01T00:00:00Z" } }),
      article("fed", { date_published: "2022-06-01T00:00:00Z", _courant: { source: "https://feed.example/" } }),
    ],
    config,
  );
  // The run makes the channel of a tag.
  await service.admin("POST", "/regenerate", {});
  const cases: Record<string, string[]> = {
    "": ["due", "fed", "gone", "Émile", "old"],
    "?sort=published": ["old", "Émile", "gone", "fed", "due"],
    "?sort=title": ["due", "Émile", "fed", "gone", "old"],
    "?sort=-title": ["old", "gone", "fed", "Émile", "due"],
    "?sort=-modified&limit=1": ["due"],
    "?tag=TECH": ["Émile", "old"],
    "?tag=tech&tag=science": ["Émile"],
    "?author=inés": ["Émile"],
    "?channel=tech": ["Émile", "old"],
    "?channel=news&state=scheduled": ["due"],
    "?channel=tag-science": ["Émile"],
    "?state=published": ["fed", "Émile", "old"],
    "?state=expired": ["gone"],
    "?state=scheduled&state=expired": ["due", "gone"],
    "?source=https://feed.example/": ["fed"],
    "?from=2021-01-01&to=2021-01-01": ["Émile"],
    "?from=2021-01-01T10:00:00Z&to=2021-01-01T10:00:00Z": ["Émile"],
    "?from=2021-01-01T10:00:00.001Z&to=2022-01-01": ["gone"],
    "?tag=none": [],
    "?q=": ["due", "fed", "gone", "Émile", "old"],
    "?q=emi": ["Émile"],
    "?q=emile+-tech": [],
    "?q=tech&sort=published": ["old", "Émile"],
    "?q=sci+inés&tag=tech&from=2020-01-01": ["Émile"],
    "?q=%21": [],
    "?q=-tech": ["due", "fed", "gone"],
  };
  for (const [query, expected] of Object.entries(cases)) t.same(await ids(service, query), expected, query);

  const refused: Record<string, [number, string]> = {
    "?unknown=1": [400, "REQUEST_INVALID"],
    "?state=lost": [400, "REQUEST_INVALID"],
    "?sort=length": [400, "REQUEST_INVALID"],
    "?sort=relevance": [400, "REQUEST_INVALID"],
    "?sort=relevance&q=-a": [400, "REQUEST_INVALID"],
    "?from=yesterday": [400, "REQUEST_INVALID"],
    "?limit=501": [400, "REQUEST_INVALID"],
    "?cursor=x": [400, "REQUEST_INVALID"],
    "?channel=none": [404, "CHANNEL_NOT_FOUND"],
    [`?q=${"a+".repeat(21)}`]: [400, "REQUEST_INVALID"],
  };
  for (const [query, [status, code]] of Object.entries(refused)) {
    const answer = await service.admin("GET", `/articles${query}`);
    t.match({ status: answer.status, ...json<object>(answer) }, { status, code }, query);
    t.equal(answer.headers["cache-control"], "no-store");
  }
});

test("pages follow each other by cursor and by Link, and keep to their query", async (t) => {
  const service = await serviceWith(
    t,
    ["a", "b", "c", "d", "e"].map((id) => article(id, { content_text: "Same word & more" })),
  );
  const found: string[] = [];
  let path: string | undefined = "/articles?q=same+%22word+more%22&limit=2&sort=title";
  while (path !== undefined) {
    const answer = await service.admin("GET", path);
    const { articles, next } = json<List>(answer);
    found.push(...articles.map(({ id }) => id));
    const link = /^<\/admin(\/articles\?[^>]*)>; rel="next"$/.exec(String(answer.headers.link))?.[1];
    t.equal(link === undefined, next === undefined);
    if (link !== undefined) t.equal(new URLSearchParams(link.split("?")[1]).get("cursor"), next);
    // Articles may come and go between two pages.
    await service.admin("POST", "/articles", article(`0 ${found.length}`, { content_text: "same word more" }));
    await service.admin("DELETE", `/articles/${found.at(-1)}`);
    path = link;
  }
  t.same(found, ["a", "b", "c", "d", "e"]);
  const { next } = json<List>(await service.admin("GET", "/articles?limit=1"));
  for (const other of ["q=same", "sort=title", "tag=x", "state=published", "from=2020-01-01"]) {
    const answer = await service.admin("GET", `/articles?limit=1&cursor=${next}&${other}`);
    t.match(json(answer), { status: 400, code: "REQUEST_INVALID", detail: /cursor/ }, other);
  }
});

test("a search finds what was just written, and nothing that was deleted or replaced", async (t) => {
  const service = await serviceWith(t, [article("one", { content_html: "<p>Zucchini <b>sou</b>p</p>" })]);
  t.same(await ids(service, "?q=soup"), ["one"]);
  await service.admin(
    "PATCH",
    "/articles/one",
    { content_html: "<p>Leek pie</p>" },
    { "content-type": "application/json" },
  );
  t.same(await ids(service, "?q=soup"), []);
  t.same(await ids(service, "?q=leek"), ["one"]);
  await service.admin("DELETE", "/articles/one");
  t.same(await ids(service, "?q=leek"), []);
  await service.admin("PUT", "/articles/one", article("one", { tags: ["Rückkehr"] }));
  t.same(await ids(service, "?q=RUCKKEHR"), ["one"]);
});

slowTest("articles of an import are found, also after the service has started again", async (t) => {
  const service = await startService(t, { clock: fastClock(10) });
  const lines = Array.from({ length: 60 }, (_, index) =>
    JSON.stringify({
      id: `a${index}`,
      url: `https://site.example/${index}`,
      content_text: `Lorem ipsum ${"dolor ".repeat(50)} number${index}`,
    }),
  );
  await service.admin("POST", "/import?format=ndjson", lines.join("\n"));
  const again = await service.restart();
  t.same(await ids(again, "?q=number23"), ["a23"]);
  t.same((await ids(again, "?q=lor&limit=500")).length, 60);
});
