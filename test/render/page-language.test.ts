import { test } from "tap";
import { articlePage, channelPage, errorPage, homePage } from "../../src/render/page.ts";
import { all, article, contextIn, news, site, texts } from "./pages.ts";

const german = { ...site, language: "de-AT" };
const context = contextIn("de-AT");
const full = {
  ...article,
  language: "fr",
  tags: ["a"],
  external_url: "https://elsewhere.example/x",
  date_modified: "2025-09-04T00:00:00.000Z",
  attachments: [{ url: "https://example.org/a.mp3", mime_type: "audio/mpeg" }],
};
const author = { ...news, slug: "ann", group: "Ann" };
const pages = {
  home: homePage(german, [news, author], context, [full]),
  channel: channelPage(german, news, [full], context),
  empty: channelPage(german, news, [], context),
  article: articlePage(german, full, [news], context),
  missing: errorPage(german, 404, [news], context, [full]),
  gone: errorPage(german, 410, [news], context),
};

test("the pages of a German site speak German", async (t) => {
  t.match(texts(pages.home, "h2")[0], "So abonnieren Sie");
  t.equal(all(pages.home, "nav")[0]?.attributes["aria-label"], "Gruppen von Feeds");
  t.equal(all(pages.channel, "button")[0]?.attributes["aria-label"], "RSS-Adresse von News kopieren");
  t.match(all(pages.channel, "output")[0]?.attributes, {
    lang: "de",
    "data-done": "{address} ist kopiert.",
    "data-refused": /Browser erlaubt das Kopieren nicht/,
  });
  t.match(texts(pages.empty, "p").join(), "Hier ist noch nichts erschienen");
  t.match(texts(pages.article, "p").join(), "2. September 2025 · Aktualisiert am 4. September 2025");
  t.equal(all(pages.article, "ul", { class: "tags" })[0]?.attributes["aria-label"], "Schlagwörter");
  t.match(texts(pages.missing, "h1")[0], "Hier ist nichts");
  t.match(texts(pages.gone, "h1")[0], "Das gibt es nicht mehr");
});

test("no English word of Courant is left on them", async (t) => {
  const words = /\b(all|subscribe|articles?|copy|copied|browser does|by|updated|tags|read on|error|nothing)\b/i;
  for (const [name, page] of Object.entries(pages)) {
    const [body = ""] = texts(page, "body");
    t.notMatch(body.replace(String(texts(page, "script")[0]), ""), words, name);
    for (const { attributes } of all(page, "button")) t.notMatch(attributes["aria-label"], words, name);
  }
});

test("each text is marked with its own language, on a site whose language Courant does not speak too", async (t) => {
  const french = { ...site, language: "fr" };
  const page = articlePage(french, { ...full, language: "ar" }, [news], contextIn("fr"));
  t.equal(all(page, "html")[0]?.attributes.lang, "ar");
  t.same(
    all(page, "time").map(({ attributes, text }) => [attributes.lang, text]),
    [
      ["fr", "2 septembre 2025"],
      ["fr", "4 septembre 2025"],
    ],
  );
  t.equal(all(page, "p", { lang: "en" })[0]?.text, "Read on at elsewhere.example/x");
  t.equal(all(page, "ul", { class: "tags", lang: "en" }).length, 1);
  t.equal(all(page, "bdi", { lang: "ar" })[0]?.text, "a");
  t.equal(all(page, "a", { lang: "fr" })[0]?.text, "The Example");
  const home = homePage(french, [news, author], contextIn("fr"), [full]);
  t.equal(all(home, "nav", { lang: "en" }).length, 1);
  t.equal(all(home, "html")[0]?.attributes.lang, "fr");
  t.equal(all(errorPage(french, 404, [news], contextIn("fr")), "html")[0]?.attributes.lang, "en");
});
