import { test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";
import { idOfFile } from "../../src/ingest/names.ts";
import { createPageFinder, referencesIn } from "../../src/ingest/template/pages.ts";

const pages = {
  "posts/a.md": "https://a.example/a",
  "posts/2024-05-01-b.md": "https://a.example/b",
  "docs/Long Name.md": "https://a.example/long",
  "docs/x/index.md": "https://a.example/x",
  "docs/same.md": "https://a.example/1",
  "posts/same.md": "https://a.example/2",
};
const find = createPageFinder(pages);

test("pages are found by what refers to them in Markdown, in templates and in wikis", (t) => {
  const cases: [reference: string, address: string | undefined][] = [
    ["a.md", "https://a.example/a"],
    ["./a.md#part", "https://a.example/a#part"],
    ["../docs/Long%20Name.md", "https://a.example/long"],
    ["/posts/a.md", "https://a.example/a"],
    ["@/posts/a.md", "https://a.example/a"],
    ["posts/a", "https://a.example/a"],
    ["2024-05-01-b", "https://a.example/b"],
    ["_posts/2024-05-01-b.md", undefined],
    ["posts/2024-05-01-b.md", "https://a.example/b"],
    ["b", "https://a.example/b"],
    ["Long Name", "https://a.example/long"],
    ["long name#Part one", "https://a.example/long#Part-one"],
    ["x", "https://a.example/x"],
    ["docs/x/", "https://a.example/x"],
    ["same.md", "https://a.example/2"],
    ["docs/same", "https://a.example/1"],
    ["../same.md", undefined],
    ["../../same.md", undefined],
    ["nowhere.md", undefined],
    ["#part", undefined],
    ["", undefined],
    ["%", undefined],
    ["__proto__", undefined],
  ];
  for (const [reference, address] of cases) t.equal(find(reference, "posts/c.md"), address, reference);
  t.equal(createPageFinder(pages)("same", "c.md"), undefined, "a name of two pages is none");
  t.end();
});

test("links between the files of a folder lead to their addresses, and tags name nothing that is lost", (t) => {
  const text =
    '---\ntitle: T\n---\n[1](a.md) [2]({% post_url 2024-05-01-b %}) [3]({{< ref "a.md" >}}) [4](@/docs/x/index.md#p) [[Long Name]] [[a|five]] [6](none.md) `[7](a.md)`\n\n[8]\n\n[8]: ../docs/same.md';
  const options = { tags: [], baseUrl: "https://site.example/", pages };
  const { drafts } = ingest({ name: "posts/c.md", source: "/in", text }, options);
  const link = (address: string, label: string) => `<a href="https://a.example/${address}">${label}</a>`;
  t.equal(
    drafts[0]?.prepared.draft.content_html,
    `<p>${link("a", "1")} ${link("b", "2")} ${link("a", "3")} ${link("x#p", "4")} ${link("long", "Long Name")} ${link("a", "five")} <a href="https://site.example/none.md">6</a> <code>[7](a.md)</code></p>\n<p>${link("1", "8")}</p>`,
  );
  t.equal(drafts[0]?.note, undefined);
  t.equal(drafts[0]?.prepared.newId, idOfFile({ name: "posts/c.md", source: "/in" }));
  t.match(drafts[0]?.prepared.newId, /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  t.same(ingest({ name: "c.md", text }, { ...options, pages: undefined }).drafts[0]?.prepared.newId, undefined);
  const found = referencesIn(text).map((reference) => find(reference, "posts/c.md"));
  t.same(new Set(found.filter(Boolean)).size, 5, "all of them are seen before the text is read");
  t.end();
});
