import { test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";
import { reading } from "./reading.ts";

/** Reads items of a JSON Feed. */
const feed = (items: readonly unknown[], members: object = {}) =>
  JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: "F", ...members, items });

const notesOf = (text: string) =>
  ingest({ name: "f.json", text }, { tags: [], baseUrl: "https://site.example/" }).drafts.map(({ note }) => note);

test("members of a JSON Feed that are written in another form come in", (t) => {
  const item = {
    id: 7,
    url: "/posts/My Show 1",
    title: "A",
    tags: "news, long reads,news",
    language: "en_GB",
    date_published: "2023-11-16T10:00+0100",
    date_modified: "Thu, 16 Nov 2023 10:00:00 GMT",
    authors: [{ name: "Ana", email: "ana@a.example" }, "Bo", { name: "Cy", url: "/cy", email: "cy@a.example" }],
    attachments: { url: "My Show 1.mp3", size_in_bytes: "12", duration_in_seconds: "61.5" },
  };
  const { drafts, reasons } = reading(feed([item], { home_page_url: "https://a.example/home/" }));
  t.same(reasons, []);
  t.strictSame(drafts, [
    {
      id: "7",
      url: "https://a.example/posts/My%20Show%201",
      title: "A",
      authors: [
        { name: "Ana", url: "mailto:ana@a.example" },
        { name: "Bo" },
        { name: "Cy", url: "https://a.example/cy" },
      ],
      tags: ["news", "long reads"],
      language: "en-GB",
      date_published: "2023-11-16T09:00:00.000Z",
      date_modified: "2023-11-16T10:00:00.000Z",
      attachments: [
        {
          url: "https://a.example/posts/My%20Show%201.mp3",
          mime_type: "audio/mpeg",
          size_in_bytes: 12,
          duration_in_seconds: 61.5,
        },
      ],
      _courant: { feed: { title: "F", url: "https://a.example/home/" } },
    },
  ]);
  t.end();
});

test("a part of a JSON Feed's item that cannot be used is left out and told, and the rest comes in", (t) => {
  const item = {
    id: "1",
    title: "A",
    slug: "a",
    url: "javascript:alert(1)",
    tags: ["one", { name: "two" }, ...Array.from({ length: 120 }, (_, number) => `t${number}`)],
    date_published: "yesterday",
    image: { url: "/a.png" },
    authors: 7,
    attachments: [{ mime_type: "audio/mpeg" }, { url: "/b" }, { url: "/c.pdf", mime_type: "pdf", size_in_bytes: -1 }],
    ["__proto__"]: { title: "no" },
    constructor: "x",
  };
  const text = feed([item, { id: "2", title: "B" }]);
  const { drafts, reasons } = reading(text);
  t.same(reasons, []);
  t.same(
    drafts.map(({ title }) => title),
    ["A", "B"],
  );
  t.match(drafts[0], {
    id: "1",
    url: undefined,
    image: undefined,
    attachments: [{ url: "https://site.example/b", mime_type: "application/octet-stream" }],
  });
  t.equal(drafts[0]?.tags?.length, 99);
  const [first, second] = notesOf(text);
  for (const told of [
    /^left out /,
    /\/slug: there is no such name/,
    /\/url: found "javascript:alert\(1\)"/,
    /\/tags: found 122 items, expected at most 100/,
    /\/tags\/1: found an object/,
    /\/date_published: found "yesterday"/,
    /\/image: found an object/,
    /\/authors\/0: found 7/,
    /\/attachments\/0\/url: is missing/,
    /\/attachments\/2\/mime_type: found "pdf"/,
    /; it has the date of the import$/,
  ]) {
    t.match(first, told);
  }
  t.equal(second, undefined);
  t.end();
});

test("an item of a JSON Feed of which nothing can be used is rejected, and says what was found", (t) => {
  t.match(reading(feed([{ id: "1", slug: "a" }, 7, null])).reasons, [
    /\/items\/0: \/slug: there is no such name.*; the article is empty/,
    /\/items\/1: found 7, expected an object/,
    /\/items\/2: found null/,
  ]);
  t.end();
});

test("an article alone is judged by the letter, but for its addresses", (t) => {
  const article = { title: "A", slug: "a" };
  t.match(reading(JSON.stringify(article), "a.json").reasons, [/\/slug/]);
  t.match(reading(JSON.stringify([article]), "a.json").reasons, [/\/slug/]);
  t.match(reading(JSON.stringify({ title: "A", date_published: "yesterday" })).reasons, [/\/date_published/]);
  const text = JSON.stringify({ title: "A", url: "x:y", image: "javascript:1" });
  t.strictSame(reading(text).drafts, [{ title: "A" }]);
  t.match(notesOf(text), [/^left out \/url: found "x:y".*; \/image: found/]);
  const markdown = "---\ntitle: A\nurl: /My Post\nimage: 'x:y'\n---\nText";
  t.match(reading(markdown, "a.md").drafts, [{ title: "A", url: "https://site.example/My%20Post", image: undefined }]);
  t.end();
});
