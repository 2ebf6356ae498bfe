import fc from "fast-check";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { Channel, Site } from "../../src/config/schema.ts";
import { script } from "../../src/render/page/script.ts";
import { articlePage, channelPage, errorPage, fillNearestFeed, homePage } from "../../src/render/page.ts";
import { runs } from "../properties.ts";
import { all, article, context, news, read, site, texts } from "./pages.ts";

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        ..."<>\"'&`=/\\ \n\t",
        "</title>",
        "</style>",
        "<script>alert(1)</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        '" onload="x',
        "' onload='x",
        "&quot;",
        "&#60;img src=x>",
        "javascript:alert(1)",
        "data:text/html,x",
        "\u202e",
        "$&",
        "word",
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("")),
);
const address = fc.oneof(
  hostile,
  hostile.map((tail) => `https://example.org/${tail}`),
  fc.constantFrom(
    "javascript:alert(1)",
    " \tjava\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example",
  ),
);
const author = fc.record({ name: hostile, url: address, avatar: address }, { requiredKeys: [] });
const attachment = fc.record(
  { url: address, mime_type: hostile, title: hostile },
  { requiredKeys: ["url", "mime_type"] },
);
const hostileChannel = fc
  .record({ title: hostile, description: hostile, language: hostile, group: hostile })
  .map((fields): Channel => ({ ...news, ...fields }));
const hostileSite = fc
  .record({
    title: hostile,
    description: hostile,
    copyright: hostile,
    author: fc.record({ name: hostile, url: address }),
  })
  .map((fields): Site => ({ ...site, ...fields }));
const hostileArticle = fc
  .record(
    {
      id: hostile,
      url: address,
      external_url: address,
      title: hostile,
      summary: hostile,
      content_text: hostile,
      image: address,
      language: hostile,
      authors: fc.array(author, { maxLength: 2 }),
      tags: fc.array(hostile, { maxLength: 2 }),
      attachments: fc.array(attachment, { maxLength: 2 }),
      _courant: fc.record({ revision: fc.constant(1), image_credit: hostile, image_description: hostile }),
    },
    { requiredKeys: ["id", "_courant"] },
  )
  .map((fields): Article => {
    const { date_published, date_modified } = article;
    return { ...fields, id: fields.id.toWellFormed(), date_published, date_modified };
  });

const known: Record<string, readonly string[]> = {
  a: ["class", "href", "lang", "dir", "type", "rel"],
  article: ["dir"],
  bdi: ["lang"],
  body: ["class"],
  br: [],
  button: ["type", "hidden", "data-address", "aria-label"],
  code: ["translate"],
  figcaption: ["dir"],
  figure: ["class"],
  footer: ["class"],
  h1: ["dir"],
  h2: ["class", "lang", "dir", "id"],
  h3: ["dir"],
  head: [],
  header: ["class"],
  html: ["lang"],
  img: ["class", "src", "alt", "width", "height", "loading", "decoding"],
  li: ["class", "lang", "dir"],
  link: ["rel", "href", "type", "title"],
  main: [],
  meta: ["charset", "name", "content"],
  ol: [],
  p: ["class", "lang", "dir", "hidden"],
  section: ["class", "lang"],
  small: [],
  span: ["class", "lang", "dir"],
  style: [],
  time: ["datetime", "lang"],
  title: [],
  ul: ["class", "lang", "aria-label"],
  wbr: [],
  div: ["class", "dir"],
  nav: ["class", "lang", "aria-label"],
  output: ["lang", "data-done", "data-refused"],
  script: [],
};

test("hostile text in any field stays text: no element, attribute or address that is not ours", (t) => {
  fc.assert(
    fc.property(hostileSite, hostileChannel, hostileArticle, hostile, (hostileSite, channel, hostileArticle, path) => {
      const tagSlugs = new Map((hostileArticle.tags ?? []).map((tag) => [tag, "news"]));
      const missing = errorPage(hostileSite, 404, [news, channel], context, [hostileArticle]);
      const pages = [
        homePage(hostileSite, [news, channel], context, [hostileArticle]),
        channelPage(hostileSite, channel, [hostileArticle], context),
        articlePage(hostileSite, hostileArticle, [channel], context, tagSlugs),
        missing,
        fillNearestFeed(missing, `/${path}`),
        fillNearestFeed(missing, `/${channel.title}`),
      ];
      for (const page of pages) {
        for (const { name, attributes } of read(page).elements) {
          if (known[name] === undefined) throw new Error(`<${name}> is not ours in ${page}`);
          for (const [key, value] of Object.entries(attributes)) {
            if (!known[name].includes(key)) throw new Error(`${key} of <${name}> is not ours in ${page}`);
            if (name === "link" && attributes.rel === "icon") continue;
            if (value === `feed:${context.baseUrl}/feeds/news.rss`) continue;
            if ((key === "href" || key === "src") && !safe(value)) throw new Error(`${key}="${value}" is not safe`);
          }
        }
        for (const once of ["style", "title"]) {
          if (all(page, once).length !== 1) throw new Error(`not one ${once} in ${page}`);
        }
        if (texts(page, "script").some((text) => text !== script)) throw new Error(`not our script in ${page}`);
      }
    }),
    { numRuns: runs(300) },
  );
  t.end();
});

/** Whether a browser that follows the address from this site fetches a web page or writes a mail. Empty: stays here. */
function safe(address: string): boolean {
  const { protocol, host } = new URL(address, "https://feeds.example.org/");
  if (protocol === "mailto:") return true;
  return ["http:", "https:"].includes(protocol) && (/^\s*https?:/i.test(address) || host === "feeds.example.org");
}

test("a text is read back from a page as the same text", (t) => {
  const visible = fc.string({ unit: "grapheme" }).filter((text) => /\S/.test(text) && !text.includes("\r"));
  fc.assert(
    fc.property(visible, (text) => {
      const page = articlePage(site, { ...article, title: text }, [{ ...news, title: text }], context);
      const titles = [texts(page, "h1")[0], all(page, "link", { rel: "alternate" })[0]?.attributes.title];
      if (titles[0] !== text || titles[1] !== `${text} (RSS)`) throw new Error(`${text} became ${titles.join(", ")}`);
    }),
  );
  t.end();
});

test("the same input makes the same bytes", (t) => {
  const make = () => channelPage(site, news, [structuredClone(article)], { ...context });
  t.equal(make(), make());
  t.end();
});
