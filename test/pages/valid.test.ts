import fc from "fast-check";
import { test } from "tap";
import type { Channel } from "../../src/config/schema.ts";
import { articlePage, channelPage, errorPage, fillNearestFeed, homePage } from "../../src/render/page.ts";
import { runs } from "../properties.ts";
import { articles, contexts } from "../render/arbitraries.ts";
import { article, context, contextIn, news, site } from "../render/pages.ts";
import { slowTest } from "../slow.ts";
import { complaints } from "./valid-html.ts";

const everything = {
  ...article,
  language: "ar",
  image: "https://example.org/a.png",
  external_url: "https://elsewhere.example/x",
  authors: [{ name: "Ann", url: "https://example.org/ann", avatar: "https://example.org/ann.png" }, { name: "Bo" }],
  tags: ["a", "b"],
  attachments: [{ url: "https://example.org/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 3 }],
  _courant: { revision: 1, image_description: "A boat", image_credit: "Lena Falk" },
};

test("html-validate finds nothing in pages with everything, and with nothing", async (t) => {
  const tags = Array.from({ length: 50 }, (_, index): Channel => {
    return { ...news, slug: `tag-${index}`, title: `Tag ${index}`, group: "By tag" };
  });
  const author = { ...news, slug: "ann", title: "Ann", group: "By author" };
  const { description: _, ...bare } = site;
  const { title: __, content_html: ___, ...untitled } = article;
  const pages = {
    home: homePage(site, [news, author, ...tags], context),
    "home of a bare site": homePage(bare, [author], context),
    channel: channelPage(site, news, [everything, article], context),
    "empty channel": channelPage(bare, news, [], context),
    article: articlePage(site, everything, [news], context),
    "bare article": articlePage(bare, untitled, [], context),
    "newest articles": homePage(site, [news, author], context, [everything, untitled]),
    "linked tags": articlePage(site, everything, [news], contextIn("de"), new Map([["a", "tag-a"]])),
    "nothing here": errorPage(site, 404, [news], context, [everything]),
    "near a feed": fillNearestFeed(errorPage(site, 404, [news], context, [everything]), "/new"),
    gone: errorPage(bare, 410, [], contextIn("de")),
  };
  for (const [name, page] of Object.entries(pages)) t.same(await complaints(page), [], name);
});

slowTest("nor whatever the texts hold", async (t) => {
  const property = fc.asyncProperty(contexts, articles, async ({ site, channel }, list) => {
    const grouped: Channel = { ...channel, slug: "grouped", group: channel.title };
    for (const page of [
      homePage(site, [channel, grouped], context, list.slice(0, 8)),
      channelPage(site, channel, list, context),
      ...list.slice(0, 2).map((one) => articlePage(site, one, [channel], context)),
      errorPage(site, 404, [channel], context, list.slice(0, 8)),
    ]) {
      const found = await complaints(page);
      if (found.length > 0) throw new Error(found.join("\n"));
    }
  });
  await t.resolves(fc.assert(property, { numRuns: runs(60) }));
});
