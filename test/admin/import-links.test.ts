import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { json, sharedService, type TestService } from "../service.ts";

const shared = sharedService();

const folder = [
  { name: "a.md", text: "---\ntitle: A\n---\nSee [b](sub/b.md#part), [c](c.md), [d](d.md) and [gone](gone.md).\n" },
  { name: "sub/b.md", text: "# B\n\nBack to [a](../a.md), on to [[c]].\n" },
  { name: "c.md", text: "---\ntitle: C\nurl: https://other.example/c\n---\nText\n" },
  { name: "d.md", text: "---\ntitle: D\ndraft: true\n---\nText\n" },
  { name: "drafts/e.md", text: "[a](../a.md)\n" },
];

const find = (service: TestService, lines: readonly unknown[], source = "notes", headers = {}) =>
  service.admin("POST", `/import/links?source=${source}`, lines.map((each) => `${JSON.stringify(each)}\n`).join(""), {
    "content-type": "application/x-ndjson",
    ...headers,
  });

type Links = { files: Record<string, Record<string, string>> };

test("links between files of a folder lead to the articles that the files become", async (t) => {
  const service = await shared();
  const { files } = json<Links>(await find(service, folder));
  t.same(Object.keys(files["a.md"] ?? {}).sort(), ["c.md", "sub/b.md"], "a draft and a missing file have no address");
  t.equal(files["a.md"]?.["c.md"], "https://other.example/c");
  t.same(Object.keys(files).sort(), ["a.md", "drafts/e.md", "sub/b.md"], "files without links are left out");
  for (const { name, text } of folder.slice(0, 3)) {
    const query = new URLSearchParams({ name, source: "notes", pages: JSON.stringify(files[name] ?? {}) });
    const headers = { "content-type": "text/markdown" };
    t.equal((await service.admin("POST", `/import?${query}`, text, headers)).status, 200);
  }
  const { articles } = json<{ articles: Article[] }>(await service.admin("GET", "/articles"));
  const of = (title: string) => articles.find((article) => article.title === title);
  const address = (title: string) => `https://feeds.example/articles/${of(title)?.id}`;
  t.match(of("A")?.content_html, `<a href="${address("B")}#part">b</a>`);
  t.match(of("A")?.content_html, '<a href="https://other.example/c">c</a>');
  t.match(of("B")?.content_html, `<a href="${address("A")}">a</a>`);
  const elsewhere = json<Links>(await find(service, folder, "other"));
  t.not(elsewhere.files["a.md"]?.["sub/b.md"], files["a.md"]?.["sub/b.md"], "another folder has other articles");
});

test("what is no list of files is refused with its line, and names are only names", async (t) => {
  const service = await shared();
  const wrong = await find(service, [folder[0], { name: 5, text: "x" }]);
  t.match(json(wrong), { status: 400, code: "REQUEST_INVALID", detail: /^line 2: expected/ });
  t.equal((await service.admin("POST", "/import/links", "")).status, 400, "the folder has a name");
  t.same(json(await find(service, [])), { files: {} });
  const odd = ["__proto__", "constructor", "../../etc/passwd", "a\u0000.md"].map((name) => ({
    name,
    text: `[x](${encodeURIComponent(name)}) [a](a.md)`,
  }));
  t.equal((await find(service, [...odd, folder[0]])).status, 200);
  const writer = json<{ token: string }>(await service.admin("POST", "/tokens", { name: "W", scopes: ["write"] }));
  const refused = await find(service, folder, "notes", { authorization: `Bearer ${writer.token}` });
  t.match(json(refused), { code: "SCOPE_MISSING" });
});
