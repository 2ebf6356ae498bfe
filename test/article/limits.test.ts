import { test } from "tap";
import { linkOf } from "../../src/article/address.ts";
import { limits } from "../../src/article/limits.ts";
import { prepare } from "../../src/article/prepare.ts";
import { draftsAt } from "./drafts.ts";

// Large inputs finish within tap's timeout. When they took time in square of their size, they did not.

const baseUrl = "https://news.example";
const { draftOf, mistakesOf } = draftsAt(baseUrl);
const contentOf = (html: string) => draftOf({ title: "a", content_html: html }).content_html;

const fill = (unit: string, size: number) => unit.repeat(Math.floor(size / unit.length));

test("a lone surrogate in an address was stored, and publishing failed", (t) => {
  for (const url of ["http://x/\ud800", "http://x/a\udc00b", "http://x/\ufffe", "/relative\ud800"]) {
    t.match(mistakesOf({ title: "a", url }), /^\/url: found .*, expected an http/);
    t.match(mistakesOf({ title: "a", image: url }), /^\/image: found/);
    t.match(mistakesOf({ title: "a", authors: [{ name: "b", avatar: url }] }), /^\/authors\/0\/avatar: found/);
  }
  t.equal(draftOf({ title: "a", url: "http://x/😀" }).url, "http://x/😀");
  t.equal(linkOf({ id: "http://x/\ud800" }, baseUrl), "https://news.example/articles/http:%2F%2Fx%2F%EF%BF%BD");
  t.end();
});

test("an article that has a long address for its id could not come in again with that id", (t) => {
  const address = `https://site.example/${"x".repeat(limits.url - 30)}`;
  t.equal(draftOf({ id: address, title: "a" }).id, address);
  t.match(mistakesOf({ id: `${address}${"x".repeat(30)}`, title: "a" }), /^\/id: found/);
  t.match(mistakesOf({ id: "x".repeat(limits.id + 1), title: "a" }), /^\/id: found/);
  t.end();
});

test("a srcset of commas took time in square of their number", (t) => {
  const commas = (count: number) => `<img src="i.png" srcset="a${",".repeat(count)}b, c">`;
  t.equal(contentOf(commas(900_000)), '<img src="https://news.example/i.png" />');
  contentOf(fill(commas(4000), 900_000));
  t.equal(
    contentOf('<img srcset="a,,,b">'),
    '<img srcset="https://news.example/a,%2C,b" />',
    "commas in an address are kept",
  );
  t.end();
});

test("a srcset of short relative addresses became 500 times as long", (t) => {
  const html = `<img src="i.png" srcset="${fill("a, ", 4000)}">`;
  const url = `https://news.example/${"x".repeat(2000)}/`;
  t.notMatch(prepare({ url, content_html: html }, { baseUrl }).draft.content_html, "srcset");
  t.match(mistakesOf({ url, content_html: fill("<img src=a>", 900_000) }), /too long after it was cleaned/);
  t.end();
});

test("a mailto of comments took more than linear time, and no address in HTML had a limit", (t) => {
  for (const href of [`mailto:${"<!--x-->".repeat(110_000)}`, `tel:${"1".repeat(2045)}`, `/${"x".repeat(2048)}`]) {
    t.equal(contentOf(`<a href="${href}">x</a>`), "<a>x</a>");
  }
  const longest = `tel:${"1".repeat(2044)}`;
  t.equal(contentOf(`<a href="${longest}">x</a>`), `<a href="${longest}">x</a>`);
  t.end();
});

test("images without an address behind a long text took time in square", (t) => {
  t.equal(contentOf("x".repeat(500_000) + fill("<img>", 500_000))?.length, 500_000);
  t.end();
});

test("deep and unbalanced HTML took time in square of its size", (t) => {
  for (const html of [
    "<b>".repeat(200_000) + "</i>".repeat(100_000),
    fill("<div>", 1_000_000),
    fill("<p><a><div>", 1_000_000),
    fill("<svg>", 1_000_000),
    fill("<noscript></p>", 1_000_000),
  ]) {
    t.match(
      mistakesOf({ content_html: html }),
      /nested too deeply: found 501 elements open at once, expected at most 500/,
    );
  }
  t.match(mistakesOf({ content_html: "<b>".repeat(490) + "</i>".repeat(249_000) }), /is empty/);
  t.end();
});

test("elements that were opened in a closed paragraph came back in each of the next ones", (t) => {
  const opened = Array.from({ length: 190 }, (_, index) => `<b title="${index}">`).join("");
  t.match(mistakesOf({ content_html: `<p>${opened}${fill("<p>x</p>", 900_000)}` }), /too long/);
  t.end();
});

test("honest HTML that leaves end tags out is not deep", (t) => {
  for (const html of [
    "<p>a".repeat(5000),
    `<ul>${"<li>a".repeat(5000)}</ul>`,
    `<table>${"<tr><td>a<td>b".repeat(5000)}</table>`,
    `<dl>${"<dt>a<dd>b".repeat(5000)}</dl>`,
    `<ruby>${"a<rt>b<rp>c".repeat(5000)}</ruby>`,
    "a<br>b<img src=i.png><hr>".repeat(5000),
    `${"<div>".repeat(499)}a`,
  ]) {
    t.match(contentOf(html), "a", html.slice(0, 30));
  }
  t.end();
});

test("content had no limit, neither as it comes nor once it is cleaned", (t) => {
  const most = limits.content;
  t.equal(contentOf("x".repeat(most))?.length, most);
  t.equal(
    mistakesOf({ content_html: "x".repeat(most + 1) }),
    "/content_html: found 1,000,001 characters, expected at most 1,000,000",
  );
  t.match(mistakesOf({ content_text: "x".repeat(most + 1) }), /^\/content_text: found 1,000,001 characters/);
  t.match(mistakesOf({ content_html: "&".repeat(300_000) }), /too long after it was cleaned.*found 1,500,000/);
  t.end();
});

test("titles, names and lists had no limits", (t) => {
  const author = { name: "b" };
  const attachment = { url: "/a.mp3", mime_type: "audio/mpeg" };
  const cases: [string, (size: number) => object, number][] = [
    ["/title", (size) => ({ title: "x".repeat(size) }), limits.text],
    ["/summary", (size) => ({ summary: "x".repeat(size) }), limits.text],
    ["/_courant/image_description", (size) => ({ _courant: { image_description: "x".repeat(size) } }), limits.text],
    ["/_courant/image_credit", (size) => ({ _courant: { image_credit: "x".repeat(size) } }), limits.line],
    ["/tags/0", (size) => ({ tags: ["x".repeat(size)] }), limits.line],
    ["/authors/0/name", (size) => ({ authors: [{ name: "x".repeat(size) }] }), limits.line],
    ["/attachments/0/title", (size) => ({ attachments: [{ ...attachment, title: "x".repeat(size) }] }), limits.line],
    ["/tags", (size) => ({ tags: Array.from({ length: size }, (_, index) => `tag ${index}`) }), limits.tags],
    ["/authors", (size) => ({ authors: Array(size).fill(author) }), limits.authors],
    ["/attachments", (size) => ({ attachments: Array(size).fill(attachment) }), limits.attachments],
    ["/_courant/rights", (size) => ({ _courant: { rights: "x".repeat(size) } }), limits.line],
    [
      "/_courant/podcast/people/0/name",
      (size) => ({ _courant: { podcast: { people: [{ name: "x".repeat(size) }] } } }),
      limits.line,
    ],
    [
      "/_courant/podcast/people",
      (size) => ({ _courant: { podcast: { people: Array(size).fill(author) } } }),
      limits.people,
    ],
    [
      "/_courant/podcast/transcripts",
      (size) => ({ _courant: { podcast: { transcripts: Array(size).fill({ url: "/t", type: "text/vtt" }) } } }),
      limits.transcripts,
    ],
  ];
  for (const [pointer, article, most] of cases) {
    t.equal(mistakesOf({ title: "a", ...article(most) }), "no mistakes", pointer);
    const message = mistakesOf({ title: "a", ...article(most + 1) });
    t.ok(message.startsWith(`${pointer}: found ${(most + 1).toLocaleString("en")} `), message.slice(0, 200));
  }
  t.end();
});

test("numbers beyond what documents can write stand in no article", (t) => {
  const attachment = (given: object) => ({ attachments: [{ url: "/a.mp3", mime_type: "audio/mpeg", ...given }] });
  for (const size of [2 ** 53, 1e21]) {
    t.match(
      mistakesOf(attachment({ size_in_bytes: size })),
      /^\/attachments\/0\/size_in_bytes: found .* from 0 to 9,007/,
    );
    t.match(mistakesOf(attachment({ duration_in_seconds: size })), /^\/attachments\/0\/duration_in_seconds: found/);
    t.match(mistakesOf({ title: "a", _courant: { image_width: size } }), /^\/_courant\/image_width: found/);
    t.match(mistakesOf({ title: "a", _courant: { podcast: { episode: size } } }), /^\/_courant\/podcast\/episode: /);
  }
  t.end();
});

test("an object of unknown names became an error twenty times its size", (t) => {
  const unknown = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`name${index}`, 1]));
  const message = mistakesOf(unknown);
  t.match(message, /^\/name0: there is no such name; .*; and 99,980 more$/);
  t.ok(message.length < 10_000);
  t.ok(mistakesOf({ ["x".repeat(1_000_000)]: 1 }).length < 1000);
  t.end();
});
