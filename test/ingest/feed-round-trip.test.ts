import { test } from "tap";
import type { Article, Draft } from "../../src/article/article.ts";
import { ingest } from "../../src/ingest/ingest.ts";
import { atom } from "../../src/render/atom.ts";
import type { DocumentContext, Format } from "../../src/render/format.ts";
import { rss } from "../../src/render/rss.ts";
import { context, documentOf } from "../render/documents.ts";
import { keep, testStores } from "../stores/helpers.ts";

const language = "en";
const drafts: Draft[] = [
  {
    id: "urn:example:whole",
    url: "https://example.org/whole?a=1&b=2",
    external_url: "https://elsewhere.example/",
    title: "AT&amp;T <b>, &lt;em&gt; & “more” <!-- x -->",
    summary: "1 < 2 & 3",
    content_html: '<p>a &lt; b ]]&gt; <a href="https://example.org/x">c</a></p>\n<pre>  d\n\n e</pre>',
    image: "https://example.org/a.png",
    authors: [
      { name: "Inés & Bo", url: "https://example.org/ines" },
      { name: "Cy", url: "mailto:cy@example.org" },
    ],
    tags: ["a & b", "<c>"],
    date_modified: "2026-03-01T09:00:00.000Z",
    _courant: {
      image_credit: "A. Person",
      image_description: "Waves & sand",
      image_width: 3,
      image_height: 2,
      rights: "© A",
    },
  },
  {
    id: "https://example.org/2",
    url: "https://example.org/2",
    title: "Enclosed",
    content_html: "<p>a</p>",
    authors: [{ name: "A" }],
    attachments: [
      {
        url: "https://example.org/a.mp3",
        mime_type: "audio/mpeg",
        title: "b",
        size_in_bytes: 3,
        duration_in_seconds: 60,
      },
      { url: "https://example.org/a.pdf", mime_type: "application/pdf", size_in_bytes: 9 },
    ],
  },
  { id: "has a page here/%", title: "No address", content_html: "<p>a</p>", authors: [{ name: "A" }] },
  {
    id: "urn:example:ar",
    url: "https://example.org/ar",
    language: "ar",
    title: "a",
    summary: "ملخص",
    content_html: "<p>a</p>",
    authors: [{ name: "A" }],
  },
  {
    id: "urn:example:summary",
    url: "https://example.org/s",
    title: "a",
    summary: "Only & this",
    authors: [{ name: "A" }],
  },
];

/** Imports the documents of articles again: into the same collection, and into an empty one. */
async function roundTrip(
  t: Parameters<typeof testStores>[0],
  format: Format,
  given: DocumentContext,
  typed: readonly Draft[],
) {
  const { stores } = await testStores(t);
  const articles: Article[] = [];
  for (const draft of typed)
    articles.push(await keep(stores.articles, { language, date_published: "2026-03-01T08:00:00Z", ...draft }));
  const options = { tags: [], baseUrl: context.site.url, origin: context.baseUrl };
  const { drafts: read, rejected } = ingest(
    { name: `feed.${format.name}`, text: documentOf(format, articles, given) },
    options,
  );
  const outcomes = await stores.articles.put(read.map(({ prepared }) => prepared));
  return {
    articles,
    drafts: read.map(({ prepared }) => prepared.draft),
    outcomes: outcomes.map(({ outcome }) => outcome),
    rejected,
  };
}

/** An article without what a collection adds, and without what a format does not say. */
function said(article: Article, without: readonly (keyof Article)[]): Draft {
  const { revision: _, ...courant } = article._courant;
  const draft: Draft = { ...article, _courant: courant };
  if (Object.keys(courant).length === 0) delete draft._courant;
  for (const name of without) delete draft[name];
  return draft;
}

test("RSS that Courant publishes comes in again as the same articles", async (t) => {
  const { articles, drafts: read, outcomes, rejected } = await roundTrip(t, rss, context, drafts);
  t.same(rejected, []);
  // RSS has no date of the last change.
  t.strictSame(
    read,
    articles.map((article) => said(article, ["date_modified"])),
  );
  t.same(
    outcomes,
    drafts.map(() => "unchanged"),
  );
});

test("Atom that Courant publishes comes in again as the same articles", async (t) => {
  const { articles, drafts: read, outcomes, rejected } = await roundTrip(t, atom, context, drafts);
  t.same(rejected, []);
  t.strictSame(
    read,
    articles.map((article) => said(article, [])),
  );
  t.same(
    outcomes,
    drafts.map(() => "unchanged"),
  );
});

test("a podcast that Courant publishes comes in again with its episodes", async (t) => {
  const podcast = {
    season: 1,
    episode: 2,
    episode_type: "full",
    explicit: false,
    transcripts: [{ url: "https://example.org/a.vtt", type: "text/vtt", language: "de" }],
    chapters: { url: "https://example.org/a.json", type: "application/json+chapters" },
    people: [{ name: "Bo & Cy", role: "guest", group: "cast", url: "https://example.org/bo" }],
  } as const;
  const episode: Draft = {
    id: "urn:example:1",
    url: "https://example.org/1",
    title: "One",
    content_html: "<p>a</p>",
    image: "https://example.org/a.jpg",
    attachments: [
      { url: "https://example.org/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 3, duration_in_seconds: 60 },
    ],
    _courant: { podcast: structuredClone(podcast) as never },
  };
  const settings = {
    image: "https://example.org/cover.jpg",
    categories: ["Arts"],
    explicit: false,
    type: "episodic",
    locked: false,
    people: [],
  } as never;
  const given = { ...context, channel: { ...context.channel, podcast: settings } };
  const { articles, drafts: read } = await roundTrip(t, rss, given, [episode]);
  t.strictSame(
    read,
    articles.map((article) => said(article, ["date_modified"])),
  );
});
