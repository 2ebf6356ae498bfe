import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { prepare } from "../../src/article/prepare.ts";
import { runs } from "../properties.ts";
import { draftsAt } from "./drafts.ts";

const baseUrl = "https://news.example/home/";
const { draftOf, mistakesOf } = draftsAt(baseUrl);

test("a whole article comes out clean, and the input stays as it was", (t) => {
  const input = {
    id: " storm-1 ",
    url: "https://münchen.example/é/storm?a=1",
    title: "Q&A <b>\n about \u0001storms ",
    summary: "two\nlines",
    content_html: '<p onclick="x">See <a href="map">the map</a></p><script>1</script>',
    content_text: "a\r\nb\u0000",
    image: "/i.jpg",
    authors: [{ name: " Ana\tPop ", url: "https://a.example", avatar: null }, { name: "\u0002" }],
    tags: ["storm", " storm ", "", "sea  level"],
    language: "PT-br",
    date_published: "2025-09-02",
    date_modified: "2025-09-02 23:30:00.1239-01:00",
    attachments: [{ url: "a.mp3", mime_type: "audio/mpeg", size_in_bytes: 0, title: "" }],
    _courant: { image_credit: " A/B ", revision: 7, expires: "2026-01-01t00:00:00z", source: "" },
    _other: { anything: [1] },
    external_url: null,
  };
  const before = structuredClone(input);
  t.same(prepare(input, { baseUrl, names: ["file:storm.json"] }), {
    draft: {
      id: "storm-1",
      url: "https://münchen.example/é/storm?a=1",
      title: "Q&A <b> about storms",
      summary: "two lines",
      content_html: '<p>See <a href="https://xn--mnchen-3ya.example/%C3%A9/map">the map</a></p>',
      content_text: "a\nb",
      image: "https://xn--mnchen-3ya.example/i.jpg",
      authors: [{ name: "Ana Pop", url: "https://a.example" }],
      tags: ["storm", "sea level"],
      language: "pt-BR",
      date_published: "2025-09-02T00:00:00.000Z",
      date_modified: "2025-09-03T00:30:00.123Z",
      attachments: [{ url: "https://xn--mnchen-3ya.example/%C3%A9/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 0 }],
      _courant: { image_credit: "A/B", expires: "2026-01-01T00:00:00.000Z" },
    },
    names: ["file:storm.json"],
  });
  t.same(input, before);
  t.end();
});

const episode = {
  season: 2,
  episode: 7,
  episode_type: "bonus",
  explicit: false,
  transcripts: [null, { url: "seven.vtt", type: " text/vtt ", language: "pt-br" }],
  chapters: { url: "/seven.json", type: "" },
  people: [{ name: " Ana\tPop ", role: "guest", group: " ", image: "/ana.png", url: "https://a.example" }, {}, null],
};

test("an episode of a podcast comes out clean, and unchanged when it is sent again", (t) => {
  const input = {
    url: "https://a.example/7",
    title: "Seven",
    image: "/i.png",
    _courant: {
      image_width: 1400,
      image_height: 1,
      rights: " © \n 2026 ",
      podcast: { ...episode, people: episode.people.slice(0, 1) },
    },
  };
  const draft = draftOf(input);
  t.strictSame(draft._courant, {
    image_width: 1400,
    image_height: 1,
    rights: "© 2026",
    podcast: {
      season: 2,
      episode: 7,
      episode_type: "bonus",
      explicit: false,
      transcripts: [{ url: "https://a.example/seven.vtt", type: "text/vtt", language: "pt-BR" }],
      chapters: { url: "https://a.example/seven.json" },
      people: [{ name: "Ana Pop", role: "guest", image: "https://a.example/ana.png", url: "https://a.example" }],
    },
  });
  t.strictSame(draftOf(draft), draft);
  t.strictSame(draftOf({ title: "a", _courant: { rights: " ", podcast: { people: [], transcripts: [null] } } }), {
    title: "a",
  });
  t.end();
});

test("mistakes in what is said of an image and an episode are listed, with their place", (t) => {
  const places = (courant: object) => mistakesOf({ title: "a", _courant: courant }).split("; ");
  t.strictSame(places({ image_width: 0, image_height: 1.5, rights: 1 }), [
    "/_courant/image_width: found 0, expected a whole number from 1 to 100,000",
    "/_courant/image_height: found 1.5, expected a whole number from 1 to 100,000",
    "/_courant/rights: found 1, expected text",
  ]);
  t.strictSame(places({ podcast: { ...episode, season: 0, episode: "7", episode_type: "Full", explicit: "no" } }), [
    "/_courant/podcast/season: found 0, expected a whole number from 1 to 1,000,000,000",
    '/_courant/podcast/episode: found "7", expected a whole number from 1 to 1,000,000,000',
    '/_courant/podcast/episode_type: found "Full", expected "full" or "trailer" or "bonus"',
    '/_courant/podcast/explicit: found "no", expected true or false',
    "/_courant/podcast/people/1/name: is missing",
  ]);
  const podcast = {
    transcript: [],
    transcripts: [{ url: "ftp://a.example/t", type: "vtt", language: "no such" }, { url: "/t" }],
    chapters: { url: "javascript:1", type: "json" },
    people: [
      { name: "a", img: "/a.png" },
      { name: "b", image: "data:,", url: "/ a" },
    ],
  };
  t.match(places({ podcast }), [
    /^\/_courant\/podcast\/transcript: there is no such name/,
    "did you mean transcripts?",
    "/_courant/podcast/transcripts/1/type: is missing",
    /^\/_courant\/podcast\/people\/0\/img: there is no such name/,
    /.*/,
    /^\/_courant\/podcast\/transcripts\/0\/url: found "ftp:/,
    /^\/_courant\/podcast\/transcripts\/0\/type: found "vtt", expected a media type/,
    /^\/_courant\/podcast\/transcripts\/0\/language: found "no such", expected a BCP 47/,
    /^\/_courant\/podcast\/chapters\/url: found "javascript:1", expected an http/,
    /^\/_courant\/podcast\/chapters\/type: found "json", expected a media type/,
    /^\/_courant\/podcast\/people\/1\/image: found "data:,", expected an http/,
    /^\/_courant\/podcast\/people\/1\/url: found "\/ a", expected an http/,
  ]);
  t.end();
});

test("only what is there comes out", (t) => {
  t.strictSame(
    draftOf({ title: "a", summary: " ", tags: [""], authors: [{}], content_html: "<script></script>", _courant: {} }),
    {
      title: "a",
    },
  );
  t.end();
});

test("older and looser JSON Feed items are understood", (t) => {
  t.strictSame(draftOf({ id: 12, title: "a", author: { name: "Ana" } }), {
    id: "12",
    title: "a",
    authors: [{ name: "Ana" }],
  });
  t.strictSame(draftOf({ title: "a", url: "/storm" }), { title: "a", url: "https://news.example/storm" });
  t.end();
});

test("every mistake is listed, with its place", (t) => {
  const message = mistakesOf({
    titel: "a",
    id: "a\u0000b",
    url: "ftp://a.example/",
    tags: "storm",
    language: "english please",
    date_published: "2025-02-30",
    authors: [{ nmae: "x" }, 3, { url: "http://" }],
    attachments: [{ url: "https://a.example/a" }, { url: "x", mime_type: "mp3", size_in_bytes: -1 }],
    _courant: { image_credits: "x", expires: "soon" },
    "a/b~": 1,
  });
  for (const part of [
    "/titel: there is no such name; did you mean title?",
    '/id: found "a\\u0000b", expected text',
    '/url: found "ftp://a.example/", expected an http',
    '/tags: found "storm", expected a list',
    '/language: found "english please", expected a BCP 47',
    '/date_published: found "2025-02-30", expected a date',
    "/authors/0/nmae: there is no such name; did you mean name?",
    "/authors/1: found 3, expected an object",
    "/attachments/0/mime_type: is missing",
    "/attachments/1/size_in_bytes: found -1, expected a whole number",
    "/_courant/image_credits: there is no such name; did you mean image_credit?",
    '/_courant/expires: found "soon"',
    "/a~1b~0: there is no such name; the names are id, url",
  ]) {
    t.ok(message.includes(part), part);
  }
  t.end();
});

test("more mistakes than a schema library reports by default are listed, and the others counted", (t) => {
  const wrong = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`unknown${index}`, 1]));
  t.equal(mistakesOf(wrong).split("; the names are").length, 21);
  t.match(mistakesOf(wrong), /; and 20 more$/);
  t.end();
});

test("places count list items as they were typed", (t) => {
  t.match(mistakesOf({ title: "a", authors: [null, { name: "b" }, { url: "ftp://x" }] }), /^\/authors\/2\/url: /);
  t.match(
    mistakesOf({ title: "a", attachments: [{}, { url: "http://", mime_type: "a/b" }] }),
    /\/attachments\/1\/url: /,
  );
  t.end();
});

test("an article must say something", (t) => {
  for (const nothing of [
    {},
    { id: "a", url: "https://a.example" },
    { title: " " },
    { content_html: "<p> </p><img>" },
  ]) {
    t.match(mistakesOf(nothing), /says nothing/);
  }
  t.equal(mistakesOf({ content_html: '<img src="a.png">' }), "no mistakes");
  t.equal(mistakesOf({ image: "https://a.example/i.png" }), "no mistakes");
  t.equal(mistakesOf({ attachments: [{ url: "https://a.example/i", mime_type: "audio/mpeg" }] }), "no mistakes");
  for (const other of [null, 1, "text", [], true]) t.match(mistakesOf(other), /expected an object/);
  t.end();
});

test("dates are real moments in the years 1 to 9999", (t) => {
  const good: Record<string, string> = {
    "2024-02-29": "2024-02-29T00:00:00.000Z",
    "2025-09-02T10:00:00+05:30": "2025-09-02T04:30:00.000Z",
    "2025-09-02 10:00:00Z": "2025-09-02T10:00:00.000Z",
    "2016-12-31T23:59:60Z": "2017-01-01T00:00:00.000Z",
    "0001-01-01": "0001-01-01T00:00:00.000Z",
  };
  for (const [typed, date] of Object.entries(good)) {
    t.equal(draftOf({ title: "a", date_published: typed }).date_published, date);
  }
  const bad = [
    "2025-02-29",
    "2025-04-31",
    "2025-13-01",
    "2025-09-02T24:00:00Z",
    "2025-09-02T10:60:00Z",
    "2025-09-02T10:00:61Z",
  ];
  const unclear = [
    "2025-09-02T10:00:00",
    "yesterday",
    "0000-12-31",
    "9999-12-31T23:59:59-01:00",
    "0001-01-01T00:00:00+01:00",
    "2025-9-2",
  ];
  for (const typed of [...bad, ...unclear, "2025-09-02T10:00:00+24:00"]) {
    t.match(mistakesOf({ title: "a", date_published: typed }), /date_published: found/, typed);
  }
  t.end();
});

test("addresses have no blanks and at most 2,048 characters", (t) => {
  for (const url of [
    "https://a.example/a b",
    "https://a.example/a\u0085b",
    `https://a.example/${"x".repeat(2031)}`,
    "mailto:a@b.example",
  ]) {
    t.match(mistakesOf({ title: "a", url }), /^\/url: found/);
  }
  t.match(mistakesOf({ title: "a", id: "x".repeat(1025) }), /^\/id: /);
  t.match(mistakesOf({ title: "a", id: "  " }), /^\/id: /);
  t.end();
});

const names = fc.constantFrom(
  "id",
  "url",
  "title",
  "summary",
  "content_html",
  "image",
  "author",
  "authors",
  "tags",
  "language",
  "date_published",
  "attachments",
  "_courant",
  "__proto__",
  "constructor",
  "name",
  "mime_type",
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: "small" }, fc.jsonValue(), fc.string({ unit: "binary" }), tie("list"), tie("object")),
  list: fc.array(tie("value"), { maxLength: 3 }),
  object: fc.dictionary(names, tie("value"), { maxKeys: 6 }),
}));

test("property: whatever comes in, only an ARTICLE_INVALID comes out, or a draft that is at rest", (t) => {
  fc.assert(
    fc.property(fc.oneof(anything.object, anything.value), (input) => {
      if (mistakesOf(input) !== "no mistakes") return;
      const draft = draftOf(input);
      assert.deepEqual(draftOf(draft), draft);
      assert.ok(JSON.stringify(draft).isWellFormed());
    }),
    { numRuns: runs(1500) },
  );
  t.end();
});

test("what a document says in place of content is not content", (t) => {
  const item = { title: "a", summary: "b", content_text: "b", _courant: { without_content: true, rights: "c" } };
  t.same(draftOf(item), { title: "a", summary: "b", _courant: { rights: "c", without_content: true } });
  t.equal(draftOf({ ...item, _courant: { without_content: false } }).content_text, "b");
  t.end();
});

test("an article of nothing but a film says something, whatever it has for those who cannot see it", (t) => {
  for (const inside of ["", "Cannot play this"]) {
    const content_html = `<video src="https://news.example/a.mp4">${inside}</video>`;
    t.equal(draftOf({ content_html }).content_html, content_html);
  }
  t.end();
});

test("an author's address may be an email address, and no other may", (t) => {
  const urlOf = (url: string) => draftOf({ title: "a", authors: [{ url }] }).authors?.[0]?.url;
  for (const url of ["mailto:ana@a.example", "MAILTO:josé@münchen.example", "mailto:a%2Bb'c&d/e@[x]"]) {
    t.equal(urlOf(` ${url} `), url);
  }
  t.equal(urlOf("/ana"), "https://news.example/ana", "an address is what it was");
  for (const url of [
    "mailto:",
    "mailto:ana",
    "mailto:@a.example",
    "mailto:a@b@c",
    "mailto:a@b.example,c@d.example",
    "mailto:a@b.example?bcc=c@d.example",
    "mailto:a?bcc=c@d.example",
    "mailto:a b@c.example",
    'mailto:"a"@c.example',
    "mailto:<a@c.example>",
    "mailto:a@c.example\u0000",
    `mailto:${"a".repeat(2048)}@c.example`,
    "tel:+123",
    "javascript:mailto:a@b.example",
    "data:,a@b.example",
  ]) {
    t.match(
      mistakesOf({ title: "a", authors: [{ url }] }),
      /^\/authors\/0\/url: found .*, or mailto: with an email address$/,
      url,
    );
  }
  t.match(mistakesOf({ title: "a", authors: [{ avatar: "mailto:a@b.example" }] }), /^\/authors\/0\/avatar: found/);
  t.end();
});

test("an attachment that is listed twice is kept once", (t) => {
  const attachments = [
    { url: "/a.mp3", mime_type: "audio/mpeg", title: "A" },
    { url: "/b.mp3", mime_type: "audio/mpeg" },
    { url: "https://news.example/a.mp3", mime_type: "audio/ogg" },
  ];
  t.strictSame(
    draftOf({ attachments }).attachments?.map(({ url, title }) => [url, title]),
    [
      ["https://news.example/a.mp3", "A"],
      ["https://news.example/b.mp3", undefined],
    ],
  );
  t.end();
});
