import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { Podcast } from "../../src/config/podcast.ts";
import { atom } from "../../src/render/atom.ts";
import type { Context } from "../../src/render/format.ts";
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

function show(given: Partial<Podcast> = {}, place: Partial<Context> = {}): Context {
  return { ...context, ...place, channel: { ...context.channel, podcast: { ...podcast, ...given } } };
}

const headOf = (where: Context) => canonical(documentOf(rss, [], where));

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
  const site = (author?: Context["site"]["author"]) => ({ site: { ...context.site, ...(author && { author }) } });
  const owner = (where: Context) => [
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
  const author = (where: Context) => texts(headOf(where), "itunes:author")[0];
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
