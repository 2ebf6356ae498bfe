import { createHash } from "node:crypto";
import { test } from "tap";
import { CourantError } from "../../src/errors.ts";
import { headlineOf, labelOf } from "../../src/render/page/labels.ts";
import { articlePage, channelPage, errorPage, homePage, scriptHash, styleHash } from "../../src/render/page.ts";
import { all, article, context, news, read, site, texts } from "./pages.ts";

test("a picture whose size is known keeps its place on the page", (t) => {
  const image = "https://example.org/a.png";
  const sized = { ...article, image, _courant: { revision: 1, image_width: 1600, image_height: 900 } };
  for (const page of [articlePage(site, sized, [news], context), channelPage(site, news, [sized], context)]) {
    t.match(all(page, "img", { src: image })[0]?.attributes, { width: "1600", height: "900" });
  }
  const [unsized] = all(articlePage(site, { ...article, image }, [news], context), "img", { src: image });
  t.notOk(unsized?.attributes.width);
  t.end();
});

test("an article without a title is called by the beginning of what it says, said once", (t) => {
  const { title: _, summary: __, ...untitled } = article;
  const words = "word ".repeat(40);
  const list = channelPage(site, news, [{ ...untitled, content_html: `<p>${words}</p>` }], context);
  t.equal(texts(list, "h3")[0], `${"word ".repeat(16).trim()}…`);
  t.equal(texts(list, "ol")[0]?.split("word").length, 17);
  const { content_html: ___, ...empty } = untitled;
  t.equal(texts(channelPage(site, news, [empty], context), "h3")[0], "2 September 2025");
  t.equal(texts(articlePage(site, empty, [], context), "h1")[0], "2 September 2025");
  t.end();
});

test("a headline made of the text and a label are cut between characters, never inside of one", (t) => {
  const { title: _, summary: __, content_html: ___, ...untitled } = article;
  const family = "👩‍👩‍👧‍👦";
  t.equal(headlineOf({ ...untitled, content_text: family.repeat(10) }), `${family.repeat(7)}…`);
  t.equal(headlineOf({ ...untitled, summary: "-".repeat(400) }), undefined, "nothing is left to say");
  t.equal(labelOf(`https://example.org/${"x".repeat(80)}/`), `example.org/${"x".repeat(48)}…`);
  t.end();
});

test("an error page says what the problem details say, with or without a site", (t) => {
  const problem = new CourantError("CHANNEL_NOT_FOUND", "There is no feed called “<b>”.").toProblem();
  for (const page of [errorPage(problem), errorPage(problem, site)]) {
    t.equal(texts(page, "h1")[0], "There is no such channel");
    t.ok(texts(page, "p").includes("There is no feed called “<b>”."));
    t.match(page, /Error 404/);
    t.equal(all(page, "meta", { name: "robots", content: "noindex" }).length, 1);
    t.same(read(page).errors, []);
  }
  t.end();
});

test("the hashes allow the style sheet and the script that the pages hold, and they need no other", (t) => {
  const pages = {
    home: homePage(site, [news], context),
    channel: channelPage(site, news, [article], context),
    article: articlePage(site, article, [news], context),
    error: errorPage(new CourantError("NOT_FOUND", "Nothing").toProblem(), site),
  };
  const hashes = (page: string, name: string) =>
    texts(page, name).map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  for (const [name, page] of Object.entries(pages)) {
    t.same(hashes(page, "style"), [styleHash]);
    t.same(hashes(page, "script"), ["home", "channel"].includes(name) ? [scriptHash] : [], name);
    t.notMatch(page, /<[^>]* (style|on[a-z]+)=/);
  }
  t.end();
});

test("each format has a button that copies its address, unseen until the script shows it", (t) => {
  for (const page of [homePage(site, [news], context), channelPage(site, news, [article], context)]) {
    t.same(
      all(page, "button").map(({ attributes }) => attributes),
      [
        ["rss", "RSS"],
        ["atom", "Atom"],
        ["json", "JSON Feed"],
      ].map(([extension, label]) => ({
        type: "button",
        hidden: "",
        "data-address": `https://feeds.example.org/feeds/news.${extension}`,
        "aria-label": `Copy the ${label} address of News`,
      })),
    );
    t.same(texts(page, "output"), [""]);
  }
  t.end();
});
