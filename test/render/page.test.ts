import { createHash } from "node:crypto";
import fc from "fast-check";
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from "parse5";
import { test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { Channel, Site } from "../../src/config/schema.ts";
import { CourantError } from "../../src/errors.ts";
import { articlePage, channelPage, errorPage, homePage, styleHash } from "../../src/render/page.ts";

const site: Site = { title: "The Example", url: "https://example.org/", description: "About it", language: "en-GB" };
const news: Channel = { slug: "news", title: "News", description: "What is new", content: "full", limit: 50 };
const sport: Channel = { ...news, slug: "sport", title: "Sport" };
const context = { baseUrl: "https://feeds.example.org", timezone: "UTC" };
const article: Article = {
  id: "tag:example.org,2025:1",
  title: "A title",
  summary: "A summary",
  content_html: "<p>Some <em>content</em></p>",
  date_published: "2025-09-02T23:30:00.000Z",
  date_modified: "2025-09-02T23:45:00.000Z",
  _courant: { revision: 1 },
};

type Found = { name: string; attributes: Record<string, string>; text: string };

/** Every element as a browser would find it; `errors` are those of the HTML standard's own parser. */
function read(page: string): { elements: Found[]; errors: string[] } {
  const errors: string[] = [];
  const elements: Found[] = [];
  const textOf = (node: DefaultTreeAdapterTypes.Node): string => {
    if (defaultTreeAdapter.isTextNode(node)) return node.value;
    return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
  };
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if (defaultTreeAdapter.isElementNode(node)) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
      elements.push({ name: node.tagName, attributes, text: textOf(node) });
    }
    if ("childNodes" in node) node.childNodes.forEach(visit);
  };
  visit(parse(page, { onParseError: ({ code }) => errors.push(code) }));
  return { elements, errors };
}

function all(page: string, name: string, attributes: Record<string, string> = {}): Found[] {
  return read(page).elements.filter(
    (element) =>
      element.name === name && Object.entries(attributes).every(([key, value]) => element.attributes[key] === value),
  );
}

const texts = (page: string, name: string) => all(page, name).map(({ text }) => text);

test("the home page shows every channel with its addresses, and announces them to readers", (t) => {
  const page = homePage(site, [news, sport], context);
  const types = { rss: "application/rss+xml", atom: "application/atom+xml", json: "application/feed+json" };
  for (const { slug, title } of [news, sport]) {
    t.equal(all(page, "a", { href: `/feeds/${slug}` })[0]?.text, title);
    for (const [extension, type] of Object.entries(types)) {
      const href = `https://feeds.example.org/feeds/${slug}.${extension}`;
      t.equal(all(page, "link", { rel: "alternate", href, type }).length, 1, `${href} is announced`);
      t.equal(all(page, "a", { href, type }).length, 1, `${href} is linked`);
      t.ok(texts(page, "code").includes(href), `${href} can be copied`);
    }
  }
  t.equal(all(page, "link", { rel: "canonical" })[0]?.attributes.href, "https://feeds.example.org/");
  t.equal(all(page, "meta", { name: "description" })[0]?.attributes.content, "About it");
  t.equal(all(page, "html")[0]?.attributes.lang, "en-GB");
  t.ok(all(page, "a", { href: "/feeds.opml" }).length > 0);
  t.equal(all(page, "a", { href: "https://example.org/" }).length, 1);
  t.end();
});

test("the home page does not send people from the site to the same site", (t) => {
  const page = homePage({ ...site, url: "https://feeds.example.org/" }, [news], context);
  t.equal(all(page, "a", { href: "https://feeds.example.org/" }).length, 0);
  t.end();
});

test("a channel page links its articles where they can be read", (t) => {
  const own = { ...article, id: "2", url: "https://example.org/a?b=1&c=2", title: "Elsewhere" };
  const authors = [{ name: "Ann", url: "https://example.org/ann" }, { name: "Bo" }];
  const page = channelPage(site, news, [{ ...article, authors }, own], context);
  t.equal(all(page, "a", { href: "https://example.org/a?b=1&c=2" })[0]?.text, "Elsewhere");
  t.equal(all(page, "a", { href: "https://feeds.example.org/articles/tag:example.org%2C2025:1" })[0]?.text, "A title");
  t.equal(all(page, "a", { rel: "author" })[0]?.text, "Ann");
  t.ok(texts(page, "p").includes("2 September 2025 · Ann, Bo"));
  t.ok(texts(page, "p").includes("A summary"));
  t.equal(all(page, "link", { rel: "alternate" }).length, 3);
  t.equal(all(page, "link", { rel: "canonical" })[0]?.attributes.href, "https://feeds.example.org/feeds/news");
  t.end();
});

test("a channel without articles says so", (t) => {
  const page = channelPage(site, news, [], context);
  t.match(page, /Nothing has been published here yet/);
  t.equal(all(page, "ol").length, 0);
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

test("dates are the day at the given place, in the site's language, and exact for machines", (t) => {
  const page = articlePage({ ...site, language: "de" }, article, [], { ...context, timezone: "Europe/Berlin" });
  t.same(
    all(page, "time").map(({ attributes, text }) => [attributes.datetime, text]),
    [["2025-09-02T23:30:00.000Z", "3. September 2025"]],
    "changed on the day it appeared: one date",
  );
  const updated = articlePage(site, { ...article, date_modified: "2025-09-04T00:00:00.000Z" }, [], context);
  t.same(texts(updated, "time"), ["2 September 2025", "4 September 2025"]);
  const earlier = articlePage(site, { ...article, date_modified: "2025-08-01T00:00:00.000Z" }, [], context);
  t.same(texts(earlier, "time"), ["2 September 2025"], "written before it appeared: not an update");
  t.end();
});

test("an article page holds the sanitised content as it is, and plain text as paragraphs", (t) => {
  t.match(articlePage(site, article, [], context), "<p>Some <em>content</em></p>");
  const { content_html: _, ...plain } = article;
  const page = articlePage(site, { ...plain, content_text: "One <b>\n\n\nTwo & a half" }, [], context);
  t.same(texts(page, "p").slice(-2), ["One <b>", "Two & a half"]);
  t.ok(
    texts(articlePage(site, plain, [], context), "p").includes("A summary"),
    "the summary, if there is nothing else",
  );
  t.end();
});

test("a picture has its caption and credit; without its address neither is shown", (t) => {
  const _courant = { revision: 1, image_description: "A boat", image_credit: "Lena Falk" };
  const image = "https://example.org/boat.jpg?a=1&b=2";
  const page = articlePage(site, { ...article, image, _courant }, [], context);
  t.equal(all(page, "img", { src: image, alt: "A boat" }).length, 1);
  t.equal(texts(page, "figcaption")[0], "A boat Lena Falk");
  t.notMatch(articlePage(site, { ...article, _courant }, [], context), /A boat|Lena Falk/);
  const content_html = '<p><img src="https://example.org/boat.jpg?a=1&amp;b=2" alt=""></p>';
  t.equal(all(articlePage(site, { ...article, image, content_html, _courant }, [], context), "img").length, 1);
  t.end();
});

test("an article page names its author, else the site's, and its tags and attachments", (t) => {
  const attachments = [
    { url: "https://example.org/a.mp3", mime_type: "audio/mpeg", size_in_bytes: 12_345_678, duration_in_seconds: 754 },
    { url: "https://example.org/b.pdf", mime_type: "application/pdf", title: "Timetable", size_in_bytes: 840 },
  ];
  const full = { ...article, tags: ["a & b", "c"], attachments, external_url: "https://elsewhere.example/x" };
  const page = articlePage({ ...site, language: "en", author: { name: "The Editors" } }, full, [sport], context);
  t.match(texts(page, "p")[0], /^By The Editors · /);
  t.same(texts(page, "bdi").slice(1, 3), ["a & b", "c"]);
  t.equal(all(page, "a", { href: "https://example.org/a.mp3" })[0]?.text, "example.org/a.mp3");
  t.ok(texts(page, "span").includes("audio/mpeg, 12 MB, 13 min"));
  t.ok(texts(page, "span").includes("application/pdf, 0.8 kB"));
  t.equal(all(page, "a", { href: "https://elsewhere.example/x" }).length, 1);
  t.equal(all(page, "link", { rel: "alternate" })[0]?.attributes.title, "Sport (RSS)");
  t.ok(all(page, "a", { href: "/" }).length > 0, "a way home");
  t.notMatch(texts(articlePage(site, { ...article, authors: [] }, [], context), "p")[0], /By/);
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

test("the hash allows the style sheet that the pages hold, and they need no script and no other style", (t) => {
  for (const page of [homePage(site, [news], context), articlePage(site, article, [news], context)]) {
    const [style, ...more] = texts(page, "style");
    t.equal(`'sha256-${createHash("sha256").update(String(style)).digest("base64")}'`, styleHash);
    t.same(more, []);
    t.notMatch(page, /<script| style=| on[a-z]+=/);
  }
  t.end();
});

/** What people and machines put into fields to break out of them. */
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
const author = fc.record({ name: hostile, url: address }, { requiredKeys: [] });
const attachment = fc.record(
  { url: address, mime_type: hostile, title: hostile },
  { requiredKeys: ["url", "mime_type"] },
);
const hostileChannel = fc
  .record({ title: hostile, description: hostile, language: hostile })
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
  bdi: [],
  body: ["class"],
  br: [],
  code: ["translate"],
  figcaption: ["dir"],
  figure: [],
  footer: ["class"],
  h1: ["dir"],
  h2: ["class", "lang", "dir"],
  h3: [],
  head: [],
  header: ["class"],
  html: ["lang"],
  img: ["src", "alt", "decoding"],
  li: ["class", "lang", "dir"],
  link: ["rel", "href", "type", "title"],
  main: [],
  meta: ["charset", "name", "content"],
  ol: [],
  p: ["class", "lang", "dir"],
  section: ["class", "lang"],
  small: [],
  span: ["class", "lang", "dir"],
  style: [],
  time: ["datetime", "lang"],
  title: [],
  ul: ["class", "lang", "aria-label"],
  wbr: [],
  div: ["class", "dir"],
};

test("hostile text in any field stays text: no element, attribute or address that is not ours", (t) => {
  fc.assert(
    fc.property(
      hostileSite,
      hostileChannel,
      hostileArticle,
      hostile,
      (hostileSite, channel, hostileArticle, detail) => {
        const problem = new CourantError("NOT_FOUND", detail).toProblem();
        const pages = [
          homePage(hostileSite, [channel], context),
          channelPage(hostileSite, channel, [hostileArticle], context),
          articlePage(hostileSite, hostileArticle, [channel], context),
          errorPage(problem, hostileSite),
        ];
        for (const page of pages) {
          for (const { name, attributes } of read(page).elements) {
            if (known[name] === undefined) throw new Error(`<${name}> is not ours in ${page}`);
            for (const [key, value] of Object.entries(attributes)) {
              if (!known[name].includes(key)) throw new Error(`${key} of <${name}> is not ours in ${page}`);
              if (name === "link" && attributes.rel === "icon") continue;
              if ((key === "href" || key === "src") && !safe(value)) throw new Error(`${key}="${value}" is not safe`);
            }
          }
          if (read(page).elements.filter(({ name }) => name === "style" || name === "title").length !== 2) {
            throw new Error(`more than one title or style in ${page}`);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
  t.end();
});

/** Whether a browser that follows the address from this site fetches a web page or writes a mail. Empty: stays here. */
function safe(address: string): boolean {
  const { protocol, host } = new URL(address, "https://feeds.example.org/");
  if (protocol === "mailto:") return true;
  return ["http:", "https:"].includes(protocol) && (/^\s*https?:/i.test(address) || host === "feeds.example.org");
}

test("what went in as text is read back as that text", (t) => {
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
