import fc from "fast-check";
import { test } from "tap";
import { prepare } from "../../src/article/prepare.ts";
import { articlePage, channelPage } from "../../src/render/page.ts";
import { complaints } from "../pages/valid-html.ts";
import { all, article, context, news, read, site } from "./pages.ts";

/** Uploaded pictures with smaller versions, in pages. */

const hash = "a".repeat(64);
const base = "https://feeds.example.org";
const picture = `${base}/media/${hash}/sunday.jpg`;
const smaller = [320, 640].map((width) => ({ name: `sunday-${width}-0f.webp`, width, height: width / 2, bytes: 9 }));
const versions = new Map([[hash, { width: 1000, smaller }]]);
const set = [...smaller.map(({ name, width }) => `${base}/media/${hash}/${name} ${width}w`), `${picture} 1000w`].join(
  ", ",
);

const pageOf = (content_html: string) =>
  articlePage(site, { ...article, content_html }, [], context, undefined, versions);
const pictureIn = (content_html: string) => all(pageOf(content_html), "img")[0]?.attributes ?? {};

test("a browser gets the widths of an uploaded picture, and the width at which the page shows it", async (t) => {
  const shown = { ...article, image: picture };
  for (const page of [
    articlePage(site, shown, [], context, undefined, versions),
    channelPage(site, news, [shown, shown], context, versions),
  ]) {
    const images = all(page, "img", { src: picture });
    for (const { attributes } of images) t.equal(attributes.srcset, set);
    t.match(images.at(-1)?.attributes.sizes, /^\(max-width: \d+rem\) 92vw, \d+rem$/);
    t.same(await complaints(page), []);
  }
  t.equal(all(articlePage(site, shown, [], context), "img")[0]?.attributes.srcset, undefined);
});

test("pictures in a text: those of one's own, whatever host stands in the article, and no others", (t) => {
  t.match(pictureIn(`<p><img src="${picture}" alt="A &gt; B &quot;c&quot;"></p>`), { srcset: set, alt: 'A > B "c"' });
  const former = `https://former.example/media/${hash}/sunday.jpg`;
  t.equal(pictureIn(`<img alt="" src="${former}" />`).srcset, set.replace(`${picture} 1000w`, `${former} 1000w`));
  const own = `${picture} 2x`;
  t.equal(pictureIn(`<img src="${picture}" srcset="${own}">`).srcset, own, "an article may know better");
  for (const src of [
    "https://elsewhere.example/a.jpg",
    `${base}/media/${"b".repeat(64)}/sunday.jpg`,
    `${base}/media/${hash}/sunday,monday.jpg`,
    `${base}/media/${hash}/`,
  ])
    t.equal(pictureIn(`<img src="${src}">`).srcset, undefined, src);
  t.equal(pictureIn(`<img alt=" src=&quot;${picture}&quot;" src="https://elsewhere.example/a.jpg">`).srcset, undefined);
  t.end();
});

test("whatever an article says, only the attributes of pictures differ", (t) => {
  const piece = fc.constantFrom(
    `<img src="${picture}">`,
    `<img src='${picture}' alt='"><script>'>`,
    `<img src="${picture}?x" sizes="1px">`,
    `<a href="${picture}">`,
    "<img ",
    "</p>",
    "<p>",
    "&lt;img ",
    ">",
    '"',
    "text",
  );
  const rest = (page: string) =>
    read(page).elements.map(({ name, attributes: { srcset: _, sizes: __, ...others }, text }) => [name, others, text]);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const given = { id: "a", title: "A", content_html: pieces.join("") };
      const { draft } = prepare(given, { baseUrl: site.url });
      const shown = { ...article, content_html: draft.content_html ?? "" };
      t.same(
        rest(articlePage(site, shown, [], context, undefined, versions)),
        rest(articlePage(site, shown, [], context)),
      );
    }),
  );
  t.end();
});
