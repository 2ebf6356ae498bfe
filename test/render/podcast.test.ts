import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { Podcast } from "../../src/config/podcast.ts";
import { atom } from "../../src/render/atom.ts";
import type { DocumentContext } from "../../src/render/format.ts";
import { json } from "../../src/render/json.ts";
import { podcastGuid } from "../../src/render/podcast.ts";
import { rss } from "../../src/render/rss.ts";
import { canonical, evaluate } from "../xml.ts";
import { context, documentOf, elements, minimal, texts } from "./documents.ts";

const podcast: Podcast = {
  image: "https://example.org/cover.jpg",
  categories: ["Technology"],
  explicit: false,
  type: "episodic",
  locked: true,
  people: [],
};

function show(given: Partial<Podcast> = {}, place: Partial<DocumentContext> = {}): DocumentContext {
  return { ...context, ...place, channel: { ...context.channel, podcast: { ...podcast, ...given } } };
}

const headOf = (where: DocumentContext) => canonical(documentOf(rss, [], where));

function episode(given: Partial<Article>): string {
  return canonical(documentOf(rss, [{ ...minimal, ...given }], show())).split("<item>")[1] ?? "";
}

test("the id of a podcast is made from its address, as the podcast namespace shows", (t) => {
  // The examples of the specification.
  t.equal(podcastGuid("mp3s.nashownotes.com/pc20rss.xml"), "917393e3-1b1e-5cef-ace4-edaa54e1f810");
  for (const address of ["podnews.net/rss", "https://podnews.net/rss", "http://podnews.net/rss//"]) {
    t.equal(podcastGuid(address), "9b024349-ccf0-5f69-a609-6b82873eab3c");
  }
  const made = podcastGuid("feeds.example.org/feeds/news.rss");
  t.strictSame(texts(headOf(show()), "podcast:guid"), [made]);
  const archive = { place: { kind: "archive", number: 3, previous: undefined } } as const;
  t.strictSame(texts(headOf(show({}, archive)), "podcast:guid"), [made], "the same in every document of the channel");
  const guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810";
  t.strictSame(texts(headOf(show({ guid })), "podcast:guid"), [guid], "a podcast that moves here keeps its own");
  t.end();
});

test("the owner of a podcast is the site's author where no other is named, and nobody without an address", (t) => {
  const site = (author?: DocumentContext["site"]["author"]) => ({
    site: { ...context.site, ...(author && { author }) },
  });
  const owner = (where: DocumentContext) => [
    ...texts(headOf(where), "itunes:name"),
    ...texts(headOf(where), "itunes:email"),
    elements(headOf(where), "podcast:locked")[0]?.attributes.owner,
  ];
  const email = "ana@example.org";
  t.strictSame(owner(show({}, site())), [undefined]);
  t.strictSame(owner(show({}, site({ name: "Ana" }))), [undefined]);
  t.strictSame(owner(show({}, site({ name: "Ana", email }))), ["Ana", email, email]);
  t.strictSame(owner(show({ owner: { email: "b@example.org" } }, site({ name: "Ana", email }))), [
    "b@example.org",
    "b@example.org",
  ]);
  const author = (where: DocumentContext) => texts(headOf(where), "itunes:author")[0];
  t.equal(author(show({}, site())), "The Example");
  t.equal(author(show({}, site({ name: "Ana" }))), "Ana");
  t.equal(author(show({ author: "Rui" }, site({ name: "Ana" }))), "Rui");
  t.end();
});

test("a subcategory stands in its category", (t) => {
  const where = show({ categories: ["Society & Culture > Documentary", "Arts"] });
  const said = (path: string) =>
    evaluate(documentOf(rss, [], where), `string(/rss/channel/*[name()='itunes:category']${path})`);
  t.equal(said("[1]/@text"), "Society & Culture");
  t.equal(said("[1]/*/@text"), "Documentary");
  t.equal(said("[2]/@text"), "Arts");
  t.end();
});

test("only RSS documents of podcasts know the namespaces of podcasts", (t) => {
  const given = [{ ...minimal, image: "https://example.org/i.png", _courant: { revision: 1, podcast: { season: 1 } } }];
  for (const [format, where] of [
    [rss, context],
    [atom, context],
    [atom, show()],
  ] as const) {
    t.notMatch(documentOf(format, given, where), /itunes|podcast/);
  }
  t.match(documentOf(rss, given, show()), "<itunes:season>1</itunes:season>");
  t.strictSame(JSON.parse(documentOf(json, given, context)).items[0]._courant.podcast, { season: 1 });
  t.end();
});

test("how long an episode plays is said once", (t) => {
  const attachment = { url: "https://example.org/1.mp3", mime_type: "audio/mpeg", duration_in_seconds: 61.5 };
  const item = episode({ attachments: [attachment, { ...attachment, url: "https://example.org/2.mp3" }] });
  t.strictSame(texts(item, "itunes:duration"), ["62"], "whole seconds, of the enclosure");
  t.strictSame(
    elements(item, "media:content").map(({ attributes }) => [attributes.url, attributes.duration]),
    [["https://example.org/2.mp3", "61.5"]],
  );
  t.end();
});

test("an author is no person of a podcast: an episode's people would replace those of the channel", (t) => {
  const item = episode({ authors: [{ name: "Ana", avatar: "https://example.org/ana.png" }] });
  t.strictSame(texts(item, "podcast:person"), []);
  t.strictSame(texts(item, "atom:name"), ["Ana"]);
  t.end();
});

const cover = { url: "https://example.org/cover.png", mime_type: "image/png", title: "The cover" };
const sound = { url: "https://example.org/1.mp3", mime_type: "audio/mpeg", duration_in_seconds: 61.5 };
const plan = { url: "https://example.org/plan.pdf", mime_type: "application/pdf" };

test("the enclosure is the first attachment that plays, wherever it stands", (t) => {
  const enclosed = (attachments: NonNullable<Article["attachments"]>, where = show()) => {
    const xml = canonical(documentOf(rss, [{ ...minimal, attachments }], where)).split("<item>")[1] ?? "";
    return [
      elements(xml, "enclosure").map(({ attributes }) => attributes.url),
      elements(xml, "media:content").map(({ attributes }) => attributes.url),
      texts(xml, "itunes:duration"),
    ];
  };
  t.strictSame(enclosed([cover, plan, sound]), [[sound.url], [cover.url, plan.url], ["62"]]);
  t.strictSame(enclosed([cover, sound], context), [[sound.url], [cover.url, sound.url], []], "no itunes:duration");
  const film = { url: "https://example.org/1.mp4", mime_type: "Video/MP4" };
  t.strictSame(enclosed([plan, film, sound]), [[film.url], [plan.url, sound.url], []], "in any case");
  t.strictSame(enclosed([plan, cover]), [[plan.url], [cover.url], []], "where nothing plays, the first");
  t.end();
});

test("an episode always has a title", (t) => {
  const { title: _, ...untitled } = minimal;
  const title = (given: Partial<Article>) =>
    texts(canonical(documentOf(rss, [{ ...untitled, ...given }], show())), "title").at(-1);
  const content_html = "<p>One &amp; two</p>";
  t.equal(title({ title: "One", attachments: [{ ...sound, title: "Take 1" }] }), "One");
  t.equal(title({ content_html, attachments: [cover, { ...sound, title: "Take 1" }] }), "Take 1", "not the cover's");
  t.equal(title({ content_html, attachments: [sound] }), "One & two");
  t.equal(title({ attachments: [sound] }), minimal.url);
  t.end();
});

test("an episode has a cover only where it may be JPEG or PNG", (t) => {
  const covers = (image: string) =>
    elements(episode({ image }), "itunes:image").map(({ attributes }) => attributes.href);
  for (const name of ["a.jpg", "a.JPEG?w=1", "a.png", "a", "a.php"]) {
    t.strictSame(covers(`https://example.org/${name}`), [`https://example.org/${name}`]);
  }
  for (const name of ["a.webp", "a.AVIF", "a.gif?x=.png", "a.svg#.jpg"]) {
    t.strictSame(covers(`https://example.org/${name}`), [], name);
  }
  t.end();
});

test("a duration that would be 0 is left out", (t) => {
  const durations = (duration_in_seconds: number) =>
    texts(episode({ attachments: [{ ...sound, duration_in_seconds }] }), "itunes:duration");
  t.strictSame([0, 0.4].flatMap(durations), []);
  t.strictSame([0.5, 1].flatMap(durations), ["1", "1"]);
  t.end();
});

test("a podcast that was moved keeps its id and says where it is; it may ask not to be listed, and end", (t) => {
  const moved = headOf(show({ block: true, complete: true }, { formerSlug: "old" }));
  t.strictSame(texts(moved, "podcast:guid"), [podcastGuid("feeds.example.org/feeds/old.rss")]);
  t.strictSame(texts(moved, "itunes:new-feed-url"), ["https://feeds.example.org/feeds/news.rss"]);
  t.strictSame([texts(moved, "itunes:block"), texts(moved, "itunes:complete")], [["Yes"], ["Yes"]]);
  t.notMatch(headOf(show()), /itunes:(?:new-feed-url|block|complete)/);
  const given = episode({ _courant: { revision: 1, podcast: { title: "The storm & us", episode: 3 } } });
  t.strictSame(texts(given, "itunes:title"), ["The storm & us"]);
  t.end();
});
