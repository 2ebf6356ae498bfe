import { test } from "tap";
import { reading } from "./reading.ts";

/** Reads an export of one post. */
function post(fields: object, { url = "https://blog.example", users = [] as object[] } = {}) {
  const row = {
    id: 1,
    uuid: "u",
    title: "T",
    slug: "s",
    html: "<p>a</p>",
    status: "published",
    author_id: 1,
    ...fields,
  };
  const document = { meta: { exported_on: 1, version: "003" }, data: { posts: [row], posts_tags: [], users } };
  return reading(JSON.stringify(document), "ghost.json", { url });
}
const draft = (fields: object, url?: string) => post(fields, url === undefined ? {} : { url }).drafts[0];

test("dates in exports of Ghost are read in every form that its versions wrote", (t) => {
  const forms = [
    1388318990000,
    "1388318990000",
    "2013-12-29T12:09:50.000Z",
    "2013-12-29 12:09:50",
    "2013-12-29T13:09:50+01:00",
    "Sun, 29 Dec 2013 12:09:50 GMT",
    "Sun, 29 Dec 2013 13:09:50 +0100",
    " 29 Dec 2013 12:09:50 GMT",
  ];
  for (const date of forms) {
    const read = draft({ published_at: date, updated_at: date });
    t.equal(read?.date_published, "2013-12-29T12:09:50.000Z", String(date));
    t.equal(read?.date_modified, "2013-12-29T12:09:50.000Z", String(date));
  }
  t.equal(draft({ published_at: null, created_at: 1388318990000 })?.date_published, "2013-12-29T12:09:50.000Z");
  t.equal(draft({ published_at: "soon" })?.date_published, undefined, "another text is no date");
  t.match(post({ published_at: "soon" }).prepared[0]?.leftOut, '/date_published: found "soon"');
  t.end();
});

test("pictures in exports of Ghost before 1.0 come in, and all start from the blog", (t) => {
  const cases: [fields: object, image: string | undefined, url?: string][] = [
    [{ image: "/content/images/2013/a.jpg" }, "https://blog.example/content/images/2013/a.jpg"],
    [{ image: "content/images/a.jpg" }, "https://blog.example/content/images/a.jpg"],
    [{ image: "/content/images/a.jpg" }, "https://e.example/blog/content/images/a.jpg", "https://e.example/blog/"],
    [{ image: "/blog/content/images/a.jpg" }, "https://e.example/blog/content/images/a.jpg", "https://e.example/blog"],
    [
      { image: "__GHOST_URL__/content/images/a.jpg" },
      "https://e.example/b/content/images/a.jpg",
      "https://e.example/b",
    ],
    [{ image: "https://i.example/a.jpg", feature_image: "" }, "https://i.example/a.jpg"],
    [{ image: "/old.jpg", feature_image: "/new.jpg" }, "https://blog.example/new.jpg"],
    [{ image: null }, undefined],
  ];
  for (const [fields, image, url] of cases) t.equal(draft(fields, url)?.image, image, JSON.stringify(fields));
  const html = '<img src="/content/images/a.jpg"><a href="/about/">b</a>';
  t.match(draft({ html }, "https://e.example/blog")?.content_html, 'src="https://e.example/blog/content/images/a.jpg"');
  const users = [{ id: 1, name: "Bo", image: "/content/images/bo.png" }];
  t.match(post({}, { users }).drafts[0]?.authors, [{ avatar: "https://blog.example/content/images/bo.png" }]);
  t.end();
});

test("a post of Ghost that is there in Markdown only keeps its words", (t) => {
  t.equal(
    draft({ html: null, markdown: "# A\n\n*b* [^1]\n\n[^1]: c" })?.content_html?.slice(0, 34),
    "<h1>A</h1>\n<p><em>b</em> <sup><a h",
  );
  t.match(post({ html: null, markdown: "a".repeat(1_000_001) }).reasons, [/Its Markdown is too long for one article/]);
  t.end();
});
