import { test } from "tap";
import { draftsAt } from "./drafts.ts";

const { mistakesOf } = draftsAt("https://news.example/home/");

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
