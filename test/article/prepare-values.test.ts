import { test } from "tap";
import { draftsAt } from "./drafts.ts";

const { draftOf, mistakesOf } = draftsAt("https://news.example/home/");

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

test("blanks in addresses are percent-encoded wherever they stand", (t) => {
  const { url, image, attachments } = draftOf({
    title: "a",
    url: " https://a.example/My Show [1]?a b#c d ",
    image: "My\u00a0picture\n 1.png",
    attachments: [{ url: "My Show 1.mp3", mime_type: "audio/mpeg" }],
  });
  t.equal(url, "https://a.example/My%20Show%20[1]?a%20b#c%20d");
  t.equal(image, "https://a.example/My%C2%A0picture%201.png");
  t.match(attachments, [{ url: "https://a.example/My%20Show%201.mp3" }]);
  t.end();
});

test("addresses have no control characters and at most 2,048 characters", (t) => {
  for (const url of ["https://a.example/a\u0085b", `https://a.example/${"x".repeat(2031)}`, "mailto:a@b.example"]) {
    t.match(mistakesOf({ title: "a", url }), /^\/url: found/);
  }
  t.match(mistakesOf({ title: "a", id: "x".repeat(1025) }), /^\/id: /);
  t.match(mistakesOf({ title: "a", id: "  " }), /^\/id: /);
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
