import assert from "node:assert/strict";
import fc from "fast-check";
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse, parseFragment } from "parse5";
import { type Test, test } from "tap";
import type { Article } from "../../src/article/article.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { atom } from "../../src/render/atom.ts";
import { json } from "../../src/render/json.ts";
import { articlePage, createPageContext } from "../../src/render/page.ts";
import { rss } from "../../src/render/rss.ts";
import { runs } from "../properties.ts";
import { context, documentOf, minimal } from "../render/documents.ts";
import { feedparser } from "./feedparser.ts";
import { feedsmith } from "./feedsmith.ts";
import type { Reader } from "./reading.ts";
import { rssParser } from "./rss-parser.ts";

const formats = { rss, atom, json };
const { site, channel, baseUrl } = context;

const code = [
  "if (a < b && c > d) { s = \"x\" + 'y'; } // &amp; &#60; <!-- --> <?x ?>",
  "\tone tab\t\tand\tmore",
  "trailing spaces   ",
  "",
  "",
  "    x = a[b[0]]>1 ]]> ]]&gt; <![CDATA[ ]]]]><![CDATA[>",
  "</code></pre><script>alert(1)</script>",
  `long ${"line ".repeat(2000)}end`,
  "~~no~~ [^1] www.no.example https://no.example [ ] *no* `no` | no |",
  "日本語 עברית 🎈 é \u00a0|\u200b|",
  "",
].join("\n");

/** The article of one block of code. */
function articleOf(lines: string, language = "js"): Article {
  const text = `---\ntitle: Code\n---\nBefore.\n\n~~~~~~~~~ ${language}\n${lines}\n~~~~~~~~~\n\nAfter.\n`;
  const { drafts } = ingest({ name: "code.md", text }, { tags: [], baseUrl: site.url });
  return { ...minimal, ...drafts[0]?.prepared.draft, _courant: minimal._courant };
}

/** The text of the only block of code in HTML, as an HTML parser reads it. */
function codeIn(html: string, isDocument = false): string | undefined {
  const found: string[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node, within: boolean) => {
    if (defaultTreeAdapter.isTextNode(node) && within) found.push(node.value);
    const isCode = within || ("tagName" in node && node.tagName === "code");
    if ("childNodes" in node) for (const child of node.childNodes) visit(child, isCode);
  };
  visit(isDocument ? parse(html) : parseFragment(html), false);
  return found.length === 0 ? undefined : found.join("");
}

async function contentRead(reader: Reader, format: keyof typeof formats, article: Article) {
  const { items } = await reader.read(documentOf(formats[format], [article]), format);
  return items[0]?.content ?? "";
}

test("code comes out of every format and the page byte for byte, as others parse them", async (t: Test) => {
  const article = articleOf(code);
  for (const reader of [feedsmith, rssParser, feedparser]) {
    for (const format of reader.formats) {
      const content = await contentRead(reader, format, article);
      t.equal(codeIn(content), `${code}\n`, `${format}, as ${reader.name} reads it`);
      if (format !== "json") t.match(content, '<pre><code class="language-js">');
    }
  }
  const page = articlePage(
    site,
    article,
    [channel],
    createPageContext({ baseUrl, language: site.language, timezone: "UTC" }),
  );
  t.equal(codeIn(page, true), `${code}\n`);
});

test("property: any code comes out of every format as it went in", async () => {
  const line = fc.oneof(
    fc.stringMatching(/^[ \t<>&"'\][!\-;#x0-9a-z~`|\\/*_]{0,40}$/),
    fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu, "")),
  );
  const lines = fc
    .array(line, { minLength: 1, maxLength: 12 })
    .filter((all) => all.some((one) => one.trim() !== "") && !all.some((one) => /^\s*~{9}/.test(one)))
    .map((all) => all.join("\n"));
  await fc.assert(
    fc.asyncProperty(lines, async (text) => {
      const article = articleOf(text);
      for (const format of feedsmith.formats) {
        assert.equal(codeIn(await contentRead(feedsmith, format, article)), `${text}\n`, format);
      }
    }),
    { numRuns: runs(200) },
  );
});
