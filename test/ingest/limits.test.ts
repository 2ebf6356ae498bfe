import { test } from "tap";
import { limits } from "../../src/article/limits.ts";
import { type ImportFormat, ingest } from "../../src/ingest/ingest.ts";
import { slowTest } from "../slow.ts";

// Large inputs finish within tap's timeout. When they took time in square of their size, they did not.

const read = (text: string, format?: ImportFormat) =>
  ingest({ name: undefined, text }, { tags: [], baseUrl: "https://news.example", format });
const reasons = (text: string, format?: ImportFormat) => read(text, format).rejected.map(({ error }) => error.detail);

test("millions of bad lines became as many rejections", (t) => {
  const tooMany = /^There is too much in one input: found .* articles, expected at most 100,000. Split it/;
  for (const text of ["1\n".repeat(4_000_000), `[${"1,".repeat(4_000_000)}1]`]) {
    const { drafts, rejected } = read(text, text.startsWith("[") ? "json" : "ndjson");
    t.equal(drafts.length, 0);
    t.equal(rejected.length, 1);
    t.match(rejected[0]?.error.detail, tooMany);
  }
  t.match(reasons("\n".repeat(30_000_000), "ndjson"), [/^There is nothing in it/]);
  t.end();
});

test("after 1,000 rejections the rest is not read, and that is said", (t) => {
  const bad = "7\n".repeat(limits.rejections);
  const { drafts, rejected } = read(`{"title":"a"}\n${bad}\n{"title":"b"}\n`, "ndjson");
  t.same(
    drafts.map(({ where }) => where),
    ["input, line 1"],
    "what came before is kept",
  );
  t.equal(rejected.length, limits.rejections + 1);
  t.match(rejected.at(-1), {
    where: "input",
    error: { detail: /^1,000 articles were rejected, and the rest was not read: it begins at line 1003\. / },
  });
  t.equal(reasons(bad, "ndjson").length, limits.rejections, "where nothing is left, nothing is said");
  t.end();
});

slowTest("as many articles as an input may hold are read", (t) => {
  const lines = Array.from({ length: limits.items }, (_, index) => `{"title":"${index}"}`);
  t.equal(read(lines.join("\r\n\n"), "ndjson").drafts.length, limits.items);
  t.match(reasons(`${lines.join("\n")}\n{"title":"x"}`, "ndjson"), [/found 100,001 articles/]);
  t.end();
});

test("a long line after an image's placeholder took time in square of its length", (t) => {
  const text = `A headline\n\nnews image\n\n${"a".repeat(200_000)}\n\nProse follows here.`;
  t.equal(read(text, "text").drafts.length, 1);
  t.end();
});

slowTest("a text or Markdown longer than an article may be is refused", (t) => {
  for (const format of ["text", "markdown"] as const) {
    t.match(reasons("x".repeat(limits.content + 1), format), [
      /^This is too long for one article: found 1,000,001 characters, expected at most 1,000,000/,
    ]);
  }
  const table = `${"|a".repeat(240_000)}\n${"|-".repeat(240_000)}\n`;
  t.match(reasons(table, "markdown"), [/^\/content_html: found .* characters, expected at most 1,000,000$/]);
  t.end();
});

test("HTML in a Markdown headline was read without a limit to its depth", (t) => {
  t.match(reasons(`# ${"<b>".repeat(300_000)}`, "markdown"), [/nested too deep/]);
  t.end();
});

slowTest("front matter of many names took time in square of their number", (t) => {
  const names = Array.from({ length: 60_000 }, (_, index) => `name${index}: 1`).join("\n");
  t.match(reasons(`---\n${names}\n---\nx`), [
    /^The front matter cannot be read, line 2: it is too long: found 768,889 characters, expected at most 16,000/,
  ]);
  t.equal(read(`---\n${names.slice(0, 15_990)}: 1\n---\nx`).drafts.length, 1);
  for (const deep of ["[".repeat(15_000), "- ".repeat(7900), "? ".repeat(7900)]) {
    t.equal(reasons(`---\na: 1\nb: ${deep}\n---\nx`).length, 1, "YAML nested deep is no crash");
  }
  t.end();
});

test("a long JSON string without its end was an internal error", (t) => {
  const text = `{"a":"${"a".repeat(30_000_000)}`;
  t.match(reasons(text, "json"), [/^These 30,000,006 characters are not valid JSON: .+/]);
  t.match(reasons(text.slice(0, 1_000_000), "json"), [/^This is not valid JSON: column 6/]);
  t.equal(reasons(text).length, 1, "also where the format is looked for");
  t.end();
});

test("a body that was sent as an image became an article", (t) => {
  const options = { tags: [], baseUrl: "https://news.example" };
  for (const mediaType of ["image/png", "Audio/MPEG; x=y", "video/mp4", "application/pdf", "application/zip"]) {
    t.throws(() => ingest({ name: undefined, mediaType, text: "x" }, options), {
      code: "FORMAT_UNKNOWN",
      message: /^The input is sent as .*Courant imports text, Markdown, HTML pages, JSON/,
    });
    t.equal(ingest({ name: "a.txt", mediaType, text: "x" }, options).drafts.length, 1);
    t.equal(ingest({ name: undefined, mediaType, text: "x" }, { ...options, format: "text" }).drafts.length, 1);
  }
  t.end();
});
