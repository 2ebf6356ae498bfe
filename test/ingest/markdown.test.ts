import { test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";

const read = (text: string) => ingest({ name: "a.md", text }, { tags: [], baseUrl: "https://news.example" });
const draft = (text: string) => read(text).drafts[0]?.prepared.draft;
const reason = (text: string) => read(text).rejected[0]?.error.detail;

test("front matter in the names of several site generators", (t) => {
  t.strictSame(
    draft(`---\r
title: 1984\r
date: 2025-09-02 10:00:00 +0200\r
lastmod: 2025-09-03\r
tags: [a, 2025]\r
categories: b, c\r
authors:\r
  - Ana\r
  - { name: Bo, url: https://bo.example, role: x }\r
description: About it\r
image: { url: /i.jpg, credit: Cy, caption: Waves }\r
canonical: https://a.example/x\r
id: 7\r
lang: en-gb\r
slug: y\r
layout: post\r
draft: false\r
published: true\r
---\r
Text with *stress*,\r
[a link](../z) and <script>no</script>.\r
`),
    {
      id: "7",
      url: "https://a.example/x",
      title: "1984",
      summary: "About it",
      content_html: '<p>Text with <em>stress</em>,\n<a href="https://a.example/z">a link</a> and .</p>',
      image: "https://a.example/i.jpg",
      authors: [{ name: "Ana" }, { name: "Bo", url: "https://bo.example" }],
      tags: ["a", "2025", "b", "c"],
      language: "en-GB",
      date_published: "2025-09-02T08:00:00.000Z",
      date_modified: "2025-09-03T00:00:00.000Z",
      _courant: { image_credit: "Cy", image_description: "Waves" },
    },
  );
  t.end();
});

test("dates as YAML writes them", (t) => {
  const dateOf = (typed: string) => draft(`---\ndate: ${typed}\n---\n# a`)?.date_published;
  t.equal(dateOf("2025-09-02"), "2025-09-02T00:00:00.000Z");
  t.equal(dateOf('"2025-09-02"'), "2025-09-02T00:00:00.000Z");
  t.equal(dateOf("2025-09-02 10:30"), "2025-09-02T10:30:00.000Z");
  t.equal(dateOf("2025-9-2T1:30:00.5 -5"), "2025-09-02T06:30:00.500Z");
  t.equal(dateOf("2025-09-02T10:00:00+05:30"), "2025-09-02T04:30:00.000Z");
  t.equal(dateOf("2025-09-02T10:00:00-0530"), "2025-09-02T15:30:00.000Z");
  t.match(reason("---\ndate: 2025-02-30\n---\n# a"), /date_published: found "2025-02-30"/);
  t.end();
});

test("the first heading is the title where the front matter has none, and is not said twice", (t) => {
  t.strictSame(draft("Intro.\n\n# The *big* `<b>` &amp; storm\n\n## Two\n\nText."), {
    title: "The big <b> & storm",
    content_html: "<p>Intro.</p>\n<h2>Two</h2>\n<p>Text.</p>",
  });
  t.strictSame(draft("---\ntitle: Storm\n---\n# Storm\n\nText."), { title: "Storm", content_html: "<p>Text.</p>" });
  t.strictSame(draft("---\ntitle: Storm\n---\n# Other\n\nText."), {
    title: "Storm",
    content_html: "<h1>Other</h1>\n<p>Text.</p>",
  });
  t.strictSame(draft("> # Quoted\n\nText."), {
    content_html: "<blockquote>\n<h1>Quoted</h1>\n</blockquote>\n<p>Text.</p>",
  });
  t.end();
});

test("a line at the top is no front matter without a second", (t) => {
  t.strictSame(draft("---\n\nText."), { content_html: "<hr />\n<p>Text.</p>" });
  t.strictSame(draft("---\n---\nText."), { content_html: "<p>Text.</p>" });
  t.end();
});

test("front matter that cannot be used is explained", (t) => {
  t.match(reason("---\ntitle: a\ntags: [b\nid: c\n---\nx"), /front matter cannot be read, line [345]: /);
  t.equal(draft("---\ntitle: a\ntitle: b\n---\nx")?.title, "b", "the last of two counts, as everywhere");
  t.match(reason("---\njust words\n---\nx"), /expected names and values/);
  t.match(reason("+++\ntitle = a\n+++\nx"), /front matter cannot be read, line 2: /);
  t.match(reason("+++\ntitle = 'a'\nx"), /line 1: its closing \+\+\+ is missing/);
  t.match(reason("---\ntitle: [a]\n---\nx"), /\/title: found a list, expected text/);
  t.match(
    reason(`---\na: &a [x]\nb: &b [${"*a,".repeat(99)}]\nc: [${"*b,".repeat(99)}]\n---\nx`),
    /front matter cannot be read/,
  );
  t.end();
});

const named = (text: string, name: string) => {
  const { drafts, rejected, skipped } = ingest({ name, text }, { tags: [], baseUrl: "https://news.example" });
  return {
    draft: drafts[0]?.prepared.draft,
    names: drafts[0]?.prepared.names,
    reason: rejected[0]?.error.detail,
    skipped: skipped[0]?.reason,
  };
};

test("Jekyll's file names say date and title, where the file itself says nothing", (t) => {
  t.strictSame(named("Text.", "_posts/2024-05-01-the-long-way_home.md").draft, {
    title: "The long way home",
    content_html: "<p>Text.</p>",
    date_published: "2024-05-01T00:00:00.000Z",
  });
  t.match(named("---\ntitle: Own\ndate: 2025-01-01\n---\nText.", "2024-05-01-a.md").draft, {
    title: "Own",
    date_published: "2025-01-01T00:00:00.000Z",
  });
  t.equal(named("# Head\n\nText.", "2024-05-01-a.md").draft?.title, "Head");
  t.match(named("Text.", "2024-13-41-a.md").reason, /date_published: found "2024-13-41"/);
  t.strictSame(named("Text.", "notes/2024-05-01.md").draft, { content_html: "<p>Text.</p>" });
  t.end();
});

test("drafts of Jekyll and Hugo are left out with their reason", (t) => {
  t.match(named("Text.", "_drafts/a.md").skipped, /out of the folder _drafts/);
  t.match(named("Text.", "blog/_drafts/2024-05-01-a.md").skipped, /out of the folder _drafts/);
  t.match(named("Text.", "my_drafts/a.md").draft, { content_html: "<p>Text.</p>" });
  t.equal(named("---\ndraft: true\n---\nText.", "a.md").reason, undefined, "nothing is wrong with it");
  t.match(named("---\npublished: false\n---\nText.", "a.md").skipped, /take published: false out/);
  t.match(named("+++\ndraft = true\n+++\nText.", "a.md").skipped, /take draft: true out/);
  t.end();
});

test("Hugo's front matter in TOML", (t) => {
  const { draft, names } = named(
    `+++
title = "Open"
date = 2024-05-01T10:00:00+02:00
lastmod = 2024-05-02
publishDate = 2020-01-01
expiryDate = 2030-01-01T00:00:00Z
tags = ["a"]
categories = ["b"]
slug = "ignored"
url = "/posts/open/"
images = ["/one.png", "/two.png"]
author = "Ana"
[params]
x = 1
+++
Text +++ here.
`,
    "posts/open/index.md",
  );
  t.strictSame(draft, {
    url: "https://news.example/posts/open/",
    title: "Open",
    content_html: "<p>Text +++ here.</p>",
    image: "https://news.example/one.png",
    authors: [{ name: "Ana" }],
    tags: ["a", "b"],
    date_published: "2024-05-01T08:00:00.000Z",
    date_modified: "2024-05-02T00:00:00.000Z",
    _courant: { expires: "2030-01-01T00:00:00.000Z" },
  });
  t.same(names, ["file:posts/open/index.md"]);
  t.match(named(`+++\na = ${"[".repeat(10_000)}\n+++\nx`, "a.md").reason, /front matter cannot be read/);
  t.match(named(`+++\n${"a".repeat(20_000)} = 1\n+++\nx`, "a.md").reason, /too long.*closing \+\+\+ missing/);
  t.end();
});

test("a permalink is an address where it is a path, and none where it is a pattern", (t) => {
  const url = (typed: string) => draft(`---\npermalink: ${typed}\ncover: { image: /a.png, alt: A }\n---\nx`)?.url;
  t.equal(url("/a/b.html"), "https://news.example/a/b.html");
  t.equal(url("https://a.example/b"), "https://a.example/b");
  for (const none of ["/:year/:title/", '"/{{ page.slug }}/"', "false", "pretty"]) t.equal(url(none), undefined, none);
  t.match(draft("---\ncover: { image: /a.png, alt: A }\n---\nx"), {
    image: "https://news.example/a.png",
    _courant: { image_description: "A" },
  });
  t.end();
});
