import { test } from "tap";
import { reading } from "./reading.ts";

const draft = (text: string, name = "a.md") => reading(text, name).drafts[0];
const yaml = (text: string, name?: string) => draft(`---\n${text}\n---\nText.`, name);
const toml = (text: string) => draft(`+++\n${text}\n+++\nText.`);
const reason = (text: string) => reading(text, "a.md").reasons[0];

test("dates as people and site generators write them", (t) => {
  const cases: [typed: string, date: string][] = [
    ["2020/12/21", "2020-12-21T00:00:00.000Z"],
    ["2024-4-1", "2024-04-01T00:00:00.000Z"],
    ["May 1, 2024", "2024-05-01T00:00:00.000Z"],
    ["1 May 2024", "2024-05-01T00:00:00.000Z"],
    ["'2024-05-01 10:00:00 +0200'", "2024-05-01T08:00:00.000Z"],
    ["2024-05-01T10:00:00.000+02:00", "2024-05-01T08:00:00.000Z"],
    ["2020/12/21 10:00", "2020-12-21T10:00:00.000Z"],
    ["Wed, 01 May 2024 10:00:00 GMT", "2024-05-01T10:00:00.000Z"],
    ["20240501", "2024-05-01T00:00:00.000Z"],
    ["1714557600", "2024-05-01T10:00:00.000Z"],
    ["1714557600000", "2024-05-01T10:00:00.000Z"],
  ];
  for (const [typed, date] of cases) t.equal(yaml(`date: ${typed}`)?.date_published, date, typed);
  t.end();
});

test("a date that cannot be read refuses the article, and says the line", (t) => {
  t.match(reason("---\ntitle: a\ndate: soon\n---\nx"), 'a.md: /date_published: found "soon", expected a date');
  t.match(reason("---\ntitle: a\ndate: soon\n---\nx"), /\(line 3\)$/);
  t.match(reason("+++\ntitle = 'a'\n\nlastmod = 'x'\n+++\nx"), /date_modified: found "x".*\(line 4\)$/);
  t.match(reason('{\n  "title": "a",\n  "publishDate": "x"\n}\nx'), /found "x".*\(line 3\)$/);
  t.match(reason("---\ndate: 5/6/2024\n---\nx"), /found "5\/6\/2024"/, "may be two days");
  t.match(reason("---\npublishDate: soon\ndate: 2024-05-01\n---\nx"), /found "soon".*\(line 2\)$/);
  t.end();
});

test("dates by their other names", (t) => {
  const day = "2024-05-01T00:00:00.000Z";
  for (const name of ["pubDate", "publishedAt", "published_on", "Date", "created-at", "pubDatetime", "publishDate"]) {
    t.equal(yaml(`${name}: 2024-05-01`)?.date_published, day, name);
  }
  for (const name of ["updatedDate", "last_modified_at", "lastUpdated", "modDatetime", "updated"]) {
    t.equal(yaml(`${name}: 2024-05-01`)?.date_modified, day, name);
  }
  t.equal(yaml("last_update:\n  date: 2024-05-01\n  author: Ana")?.date_modified, day);
  t.equal(yaml("published: true\ncreated: false")?.date_published, undefined);
  t.end();
});

test("the day in a name or an address is the date of an article without another", (t) => {
  const dateOf = (name: string, text = "title: a") => yaml(text, name)?.date_published?.slice(0, 10);
  t.equal(dateOf("2024-5-1-x.md"), "2024-05-01");
  t.equal(dateOf("blog/2024-05-01-x/index.md"), "2024-05-01");
  t.equal(dateOf("blog/2024-05-01/x.md"), "2024-05-01");
  t.equal(dateOf("blog/2024/05/01/x.mdx"), "2024-05-01");
  t.equal(dateOf("x.md", "permalink: /2024/05/01/x/"), "2024-05-01");
  t.equal(dateOf("x.md", "url: https://a.example/2024/05/01/x/"), "2024-05-01");
  t.equal(dateOf("2024-05-01-x.md", "date: 2025-01-01"), "2025-01-01");
  t.equal(dateOf("docs/1.2.3-x.md"), undefined);
  t.equal(draft("Text.", "2024-05-01-the-way/index.md")?.title, "The way");
  t.end();
});

test("YAML that the parsers of site generators take", (t) => {
  t.equal(yaml('title: "a long\nquoted value"\ndate: 2024-05-01')?.title, "a long quoted value");
  t.equal(yaml("title: 'it''s\nlong'\ntags: [a]")?.title, "it's long");
  t.same(yaml("tags: [a,\n'b, c'\n]\ntitle: x")?.tags, ["a", "b, c"]);
  t.equal(yaml("title: a\ndate: 2024-05-01\ntitle: b")?.title, "b");
  t.match(reason('---\ntitle: "never closed\ndate: 2024-05-01\n---\nx'), /front matter cannot be read, line/);
  t.equal(yaml('description: |\n  "a\n  b\ntitle: t')?.title, "t");
  t.end();
});

test("Hugo's front matter in JSON, and Eleventy's in a language that it names", (t) => {
  const json = '{\n  "title": "A {brace}",\n  "date": "2024-05-01",\n  "tags": ["a"]\n}\n\nText.';
  t.strictSame(draft(json), {
    title: "A {brace}",
    content_html: "<p>Text.</p>",
    tags: ["a"],
    date_published: "2024-05-01T00:00:00.000Z",
  });
  t.match(reading(json.replace('"tags"', '"draft": true, "tags"'), "a.md").skipped, [/take draft: true out/]);
  t.match(draft('{ "a": 1 }\n\nText.')?.content_html, /a.*: 1/, "which is no front matter");
  t.equal(draft('---json\n{ "title": "a" }\n---\nText.')?.title, "a");
  t.equal(draft("---toml\ntitle = 'a'\n---\nText.")?.title, "a");
  t.equal(draft("---yaml\ntitle: a\n---\nText.")?.title, "a");
  t.match(reason('---json\n{ "title": }\n---\nText.'), /front matter cannot be read, line 2/);
  t.end();
});

test("Zola's tables", (t) => {
  t.match(
    toml(
      'title = "T"\npath = "2024/05/01/t"\nauthors = ["Ana"]\n[taxonomies]\ntags = ["a", "b"]\ncategories = ["c"]\n[extra]\nimage = "/i.png"',
    ),
    {
      url: "https://site.example/2024/05/01/t/",
      authors: [{ name: "Ana" }],
      tags: ["a", "b", "c"],
      image: "https://site.example/i.png",
      date_published: "2024-05-01T00:00:00.000Z",
    },
  );
  t.same(toml('[extra]\nauthor = "Bo"')?.authors, [{ name: "Bo" }]);
  t.equal(yaml("title: x\npath: /not/an/address")?.url, undefined);
  t.end();
});

test("authors, pictures and tags of Docusaurus, Astro and Jekyll", (t) => {
  t.same(
    yaml("authors:\n  - name: Ana\n    title: Core team\n    url: https://a.example\n    image_url: /ana.png\n  - bo")
      ?.authors,
    [{ name: "Ana", url: "https://a.example", avatar: "https://site.example/ana.png" }, { name: "bo" }],
  );
  t.same(yaml("authors:\n  name: Ana\n  email: ana@a.example")?.authors, [
    { name: "Ana", url: "mailto:ana@a.example" },
  ]);
  t.same(yaml("author: Ana\nauthor_url: https://a.example\nauthor_image_url: /a.png")?.authors, [
    { name: "Ana", url: "https://a.example", avatar: "https://site.example/a.png" },
  ]);
  t.equal(yaml("title: x\nauthor: false")?.authors, undefined);
  t.equal(yaml("heroImage: /h.png")?.image, "https://site.example/h.png");
  t.equal(yaml("thumbnail: false\nimage: true\ntitle: x")?.image, undefined);
  t.equal(yaml("image:\n  feature: /f.png")?.image, "https://site.example/f.png");
  t.same(yaml("tags: a b")?.tags, ["a", "b"]);
  t.same(yaml("tags: long words, b")?.tags, ["long words", "b"]);
  t.same(yaml("tag: a\ncategory: two words\ncategories: c d")?.tags, ["a", "c", "d", "two words"]);
  t.same(yaml("tags:\n  - { label: A, permalink: /a }\n  - b")?.tags, ["A", "b"]);
  t.end();
});
