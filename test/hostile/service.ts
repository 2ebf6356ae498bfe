import tap from "tap";
import type { Draft } from "../../src/article/article.ts";
import { standingClock, startService, type TestService } from "../service.ts";
import { articleWith, type Said } from "./articles.ts";
import { addresses, dates, markup, talksOfHtml, texts } from "./set.ts";

/** An article of the set, the channel that it is in, and what it has to say where that is known. */
export type Posted = { channel: string; what: string; draft: Draft; said?: Said };

const nasty = `A]]>B]]>C &amp; <x> &#0; "'\` $& ‏שלום‏ 👩‍👩‍👧 e\u0301`;

const channels = ["texts", "html-in-texts", "markup", "addresses", "iris", "dates", "nothing"];

/** As YAML, which JSON is. */
const config = JSON.stringify({
  site: {
    title: nasty,
    description: nasty,
    url: "https://münchen.example/straße/?a='b'&amp;c",
    language: "he",
    author: { name: nasty, url: "https://münchen.example/ä" },
    copyright: nasty,
    image: "https://münchen.example/l'o\"go.png?a&amp;b",
  },
  schedule: { cron: "0 0 1 1 *" },
  serving: { browserPages: false },
  channels: channels.flatMap((slug) =>
    ["full", "summary"].map((content) => ({
      slug: content === "full" ? slug : `${slug}-summary`,
      title: `${slug}: ${nasty}`,
      description: nasty,
      select: { tags: [slug] },
      content,
      limit: 1000,
      maxBytes: 100_000_000,
    })),
  ),
});

type HostileService = { service: TestService; posted: readonly Posted[] };

let shared: Promise<HostileService> | undefined;

/**
 * The service that has taken the whole set in through the admin API, and publishes it under its own address. Tests only read
 * from it.
 */
export function hostileService(): Promise<HostileService> {
  shared ??= startHostileService();
  return shared;
}

async function startHostileService(): Promise<HostileService> {
  const service = await startService(tap, {
    clock: standingClock("2026-09-02T10:00:00Z"),
    config,
    env: { BASE_URL: "" },
  });
  const posted = articles();
  for (const { draft, what } of posted) {
    const { status, body } = await service.admin("POST", "/articles", draft);
    if (status !== 201) throw new Error(`${what}: ${status} ${body}`);
  }
  await service.admin("POST", "/regenerate");
  return { service, posted };
}

function articles(): Posted[] {
  const plain = { title: "A title", summary: "A summary" };
  const drafts: Posted[] = [
    ...Object.entries(texts).map(([what, text]) => ({
      channel: "texts",
      what,
      ...articleWith(text, `urn:hostile:${encodeURIComponent(what)}`),
    })),
    { channel: "texts", what: "an id that no URI can be", draft: { ...plain, id: `5 % <id> %41 é "'` } },
    { channel: "texts", what: "a title alone", draft: { id: "urn:hostile:title", title: "A title & nothing else" } },
    {
      channel: "texts",
      what: "no title",
      draft: { id: "urn:hostile:no-title", content_text: "A note & <nothing> else" },
    },
    { channel: "texts", what: "an image alone", draft: { id: "urn:hostile:image", image: "/i.png" } },
    {
      channel: "texts",
      what: "an attachment alone",
      draft: { id: "urn:hostile:file", attachments: [{ url: "/a", mime_type: "a/b" }] },
    },
    { channel: "html-in-texts", what: "text about HTML", ...articleWith(talksOfHtml, "urn:hostile:about-html") },
    ...Object.entries(markup).map(([what, content_html]) => ({
      channel: "markup",
      what,
      draft: { ...plain, id: `urn:hostile:markup:${encodeURIComponent(what)}`, content_html: `${content_html}` },
    })),
    ...Object.entries(addresses).map(([what, url]) => ({
      channel: "addresses",
      what,
      draft: {
        ...plain,
        id: `urn:hostile:address:${encodeURIComponent(what)}`,
        url,
        external_url: url,
        image: url,
        banner_image: url,
        authors: [{ name: "A", url, avatar: url }],
        attachments: [
          { url, mime_type: "audio/mpeg", size_in_bytes: 1 },
          { url, mime_type: "text/plain; charset=utf-8" },
        ],
      },
    })),
    { channel: "iris", what: "an IRI as id", draft: { ...plain, url: "https://site.example/straße/é?ä=ö" } },
    ...Object.keys(dates).map((date) => ({
      channel: "dates",
      what: date,
      draft: { ...plain, id: `urn:hostile:date:${encodeURIComponent(date)}`, content_text: "x", date_published: date },
    })),
  ];
  // Each was changed at a moment of its own, as articles are.
  return drafts.map((posted, index) => ({
    ...posted,
    draft: {
      date_published: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
      ...posted.draft,
      date_modified: new Date(Date.UTC(2026, 1, 1, 0, index)).toISOString(),
      tags: [posted.channel, ...(posted.draft.tags ?? [])],
    },
    ...(posted.said && { said: { ...posted.said, tags: [posted.channel, ...posted.said.tags] } }),
  }));
}
