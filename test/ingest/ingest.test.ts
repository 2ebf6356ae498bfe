import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { CourantError } from "../../src/errors.ts";
import { detectFormat, type ImportOptions, importFormats, ingest } from "../../src/ingest/ingest.ts";
import { runs } from "../properties.ts";

const plain: ImportOptions = { tags: [], baseUrl: "https://news.example" };
const read = (text: string, name?: string, options: Partial<ImportOptions> = {}) =>
  ingest({ name, text }, { ...plain, ...options });
const draftsOf = (result: ReturnType<typeof ingest>) => result.drafts.map(({ prepared }) => prepared.draft);
const reasons = (result: ReturnType<typeof ingest>) =>
  result.rejected.map(({ where, error }) => `${where}: ${error.detail}`);

test("the format is what is said, else the extension, the media type, the content", (t) => {
  const detect = (name: string | undefined, mediaType: string | undefined, text: string) =>
    detectFormat({ name, mediaType, text }, {});
  t.equal(detectFormat({ name: "a.json", text: "{}" }, { format: "text" }), "text");
  t.equal(detect("a.b.MD", "application/json", "{}"), "markdown");
  t.equal(detect("a.text", undefined, "{}"), "text");
  t.equal(detect("a.jsonl", undefined, "x"), "ndjson");
  t.equal(detect("a.constructor", "Application/Feed+JSON; charset=utf-8", "x"), "json");
  t.equal(detect("notes", "text/plain", "{}"), "text");
  for (const silent of [undefined, "application/octet-stream", "application/x-www-form-urlencoded"]) {
    t.equal(detect(undefined, silent, ' {"title": "a"}'), "json");
    t.equal(detect(undefined, silent, '[{"title": "a"}]'), "json");
    t.equal(detect(undefined, silent, '{"title":"a"}\n{"title":"b"}\n'), "ndjson");
    t.equal(detect(undefined, silent, '{"title":"a"}\nbroken\n'), "ndjson");
    t.equal(detect(undefined, silent, '{"title": "a",}'), "json");
    t.equal(detect(undefined, silent, "---\ntitle: a\n---\nb"), "markdown");
    t.equal(detect(undefined, silent, "[Agency] A headline\n\nText."), "text");
    t.equal(detect(undefined, silent, "<-- x --!> A headline"), "text");
    t.equal(detect(undefined, silent, "<!DOCTYPE html><p>x"), "html");
    t.equal(detect(undefined, silent, "<html lang=en><p>x"), "html");
  }
  t.equal(detect("a.htm", "text/plain", "<p>x"), "html");
  t.equal(detect("a.xml", undefined, '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'), "html");
  for (const feed of ["<rss/>", "<feed/>", "<?xml version='1.0'?><!-- a --><rdf:RDF/>"]) {
    t.equal(detect("https://a.example/feed", "text/html; charset=utf-8", feed), "feed", "many are sent as HTML");
  }
  t.equal(
    detect("https://a.example/feed.json", "text/html", "<p>Not found"),
    "html",
    "of an address, the media type counts",
  );
  t.equal(detect("https://a.example/a.md", "text/plain", "# A"), "markdown", "if it says something");
  t.equal(detect("https://a.example/a.md?b.json", "application/octet-stream", "# A"), "markdown");
  t.end();
});

test("bytes that are no text, and OPML, are refused with advice", (t) => {
  for (const [name, text] of [
    ["a.txt", "a\0b"],
    ["a.bin", "\uFFFD\uFFFDa"],
    ["a.pdf", "%PDF-1.7"],
  ]) {
    t.throws(() => read(text ?? "", name), { code: "FORMAT_UNKNOWN", message: /Courant imports text, Markdown, HTML/ });
  }
  for (const name of ["a.opml", "a.xml", "a", "https://a.example/a.html"]) {
    t.throws(() => read("<?xml version='1.0'?><opml/>", name), {
      code: "FORMAT_UNKNOWN",
      message: /is OPML: .*subscriptions/,
    });
  }
  t.equal(detectFormat({ name: "a.dat", text: "<!DOCTYPE html><p>x" }, {}), "html");
  t.equal(draftsOf(read("<p>x</p>", "a.html", { format: "markdown" }))[0]?.content_html, "<p>x</p>");
  t.end();
});

test("options add what an article lacks, and never what it has", (t) => {
  const own = '{"title":"a","url":"https://a.example/1","date_published":"2020-01-01","tags":["x"]}';
  const options = { tags: ["news", "x"], date: "2025-05-05", url: "https://b.example/2" };
  t.match(draftsOf(read(own, "a.json", options)), [
    { url: "https://a.example/1", date_published: "2020-01-01T00:00:00.000Z", tags: ["x", "news"] },
  ]);
  t.match(draftsOf(read("Dam bursts\n\nProse here.", "a.txt", options)), [
    { url: "https://b.example/2", date_published: "2025-05-05T00:00:00.000Z", tags: ["news", "x"] },
  ]);
  t.equal(draftsOf(read(`[${own}]`, "a.json", options)).length, 1);
  const several = read(`[${own},{"title":"b"}]`, "a.json", options);
  t.equal(several.drafts.length, 0);
  t.equal(reasons(several).filter((reason) => reason.includes("holds several articles")).length, 2);
  t.end();
});

test("names find an article again that has neither id nor URL", (t) => {
  const namesOf = (result: ReturnType<typeof ingest>) => result.drafts.map(({ prepared }) => prepared.names);
  t.same(namesOf(read("Dam  ＢURSTS\n\nProse here.", "a.txt")), [["file:a.txt", "headline:dam bursts"]]);
  t.same(namesOf(read("# Dam\n\nx")), [["headline:# dam"]]);
  t.same(namesOf(read('{"title":"Dam"}')), [["headline:dam"]]);
  t.same(namesOf(read('{"title":"Dam","id":"1"}', "a.json")), [["file:a.json"]]);
  t.same(
    namesOf(
      read('[{"title":"Dam"},{"title":"Dam","date_published":"2025-01-01"},{"title":"Dam","id":"1"}]', "a.json", {
        date: "2024-01-01",
      }),
    ),
    [["headline:dam"], ["headline:dam|2025-01-01T00:00:00.000Z"], []],
  );
  const [one, two, three] = namesOf(
    read('{"content_html":"<p>a</p>"}\n{"content_html":"<p >a</p>"}\n{"content_html":"<p>b</p>"}'),
  );
  t.match(one?.[0], /^content:[\da-f]{64}$/);
  t.same(one, two);
  t.notSame(one, three);
  t.end();
});

test("the good ones go in, the bad ones are listed with their places", (t) => {
  const lines = read('\uFEFF{"title":"a"}\r\n\r\n{"title":"b",}\n7\n{"titel":"c"}\n{"title":"d"}', "a.ndjson");
  t.same(
    lines.drafts.map(({ where }) => where),
    ["a.ndjson, line 1", "a.ndjson, line 6"],
  );
  t.match(reasons(lines), [
    /^a.ndjson, line 3: .*not valid JSON/,
    /^a.ndjson, line 4: found 7, expected an object/,
    /line 5: \/titel: .*title\?/,
  ]);
  t.match(reasons(read('[{"title":"a"},null,{"url":"x:y"}]')), [
    /^input, \/1: found null/,
    /^input, \/2: \/url: found "x:y"/,
  ]);
  t.match(reasons(read(" \n", "a.txt")), [/^a.txt: There is nothing in it/]);
  t.same(read("[]"), { drafts: [], records: [], rejected: [], skipped: [] });
  t.end();
});

test("a JSON Feed gives its items its authors and its language", (t) => {
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: "Feed",
    authors: [{ name: "Ana" }],
    language: "de",
    items: [{ id: "1", content_text: "a" }, { id: 2, title: "b", author: { name: "Bo" }, language: "en" }, { id: "3" }],
  };
  const result = read(JSON.stringify(feed), "feed.json", { tags: ["t"] });
  t.same(draftsOf(result), [
    { id: "1", content_text: "a", authors: [{ name: "Ana" }], tags: ["t"], language: "de" },
    { id: "2", title: "b", authors: [{ name: "Bo" }], tags: ["t"], language: "en" },
  ]);
  t.match(reasons(result), [/^feed.json, \/items\/2: .*is empty/]);
  t.end();
});

test("a JSON mistake is named by line and column, and quoted", (t) => {
  const cases: [string, RegExp][] = [
    ['{\n  "title": "a",\n  title: 1\n}', /line 3, column 3, near title: 1/],
    ['{"a": [1, 2,]}', /: column 13, near \]\}/],
    ['{"a": 1', /: column 8, the text ends/],
    ['{"a": "b\nc"}', /line 1, column 7, near "b/],
    ['{"a": 01}', /: column 8, near 1/],
    ['{"a": 1} x', /: column 10, near x/],
    ["[1}", /: column 3, near \}/],
    ["'a'", /: column 1, near 'a'/],
  ];
  for (const [text, place] of cases) t.match(reasons(read(text, "a.json"))[0], place, text);
  t.end();
});

test("property: every text that JSON.parse refuses has a place within it, and others parse", (t) => {
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "}", "x", "1", ":"))
    .map(([json, at, noise]) => {
      const place = at % (json.length + 1);
      return `${json.slice(0, place)}${noise}${json.slice(place + 1)}`;
    });
  fc.assert(
    fc.property(broken, (text) => {
      const [reason] = reasons(read(text, "a.json"));
      try {
        JSON.parse(text);
        assert.ok(!reason?.includes("not valid JSON"));
      } catch {
        if (text.trim() !== "") assert.match(reason ?? "", /column \d+/);
      }
    }),
    { numRuns: runs(1000) },
  );
  t.end();
});

test("property: no content throws anything but FORMAT_UNKNOWN", (t) => {
  const head = fc.constantFrom(
    ...["", "---\n", "---\na: ", "{", "[", '{"items":[', "+++\n", "<!-- ", "# ", "<?xml ", "<rss><channel><item>"],
    ...['{"db":[{"data":{"posts":[', "<feed><entry><content>"],
  );
  fc.assert(
    fc.property(
      head,
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom(undefined, ...importFormats),
      (start, rest, format) => {
        try {
          ingest({ name: undefined, text: start + rest }, { ...plain, ...(format !== undefined && { format }) });
        } catch (error) {
          assert.ok(error instanceof CourantError && error.code === "FORMAT_UNKNOWN", String(error));
        }
      },
    ),
    { numRuns: runs(2000) },
  );
  t.end();
});
