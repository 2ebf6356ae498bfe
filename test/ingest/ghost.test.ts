import { test } from "tap";
import { reading } from "./reading.ts";

const data = {
  posts: [
    {
      id: "63f",
      uuid: "b0b1",
      title: "Open",
      slug: "open-on-sunday",
      html: '<p><a href="__GHOST_URL__/visit/">Open</a></p>',
      feature_image: "__GHOST_URL__/content/images/a.jpg",
      custom_excerpt: "In short.",
      status: "published",
      type: "post",
      visibility: "public",
      published_at: "2024-05-01T08:00:00.000Z",
      updated_at: "2024-05-02 08:00:00",
    },
    { id: "2", uuid: "b2", title: "Not yet", slug: "x", html: "<p>a</p>", status: "draft" },
    { id: "3", uuid: "b3", title: "Inside", slug: "y", html: null, lexical: "{}", status: "published" },
    { id: "4", uuid: "b4", title: "About", slug: "z", html: "<p>a</p>", status: "published", type: "page" },
    { id: "5", uuid: "b5", title: "Paid", slug: "p", html: "<p>a</p>", status: "published", visibility: "paid" },
    null,
  ],
  posts_meta: [{ post_id: "63f", feature_image_alt: "A room", feature_image_caption: "The <i>room</i>" }],
  posts_authors: [
    { post_id: "63f", author_id: "u2", sort_order: 1 },
    { post_id: "63f", author_id: "u1", sort_order: 0 },
  ],
  users: [
    { id: "u1", name: "Inés", website: "https://ines.example" },
    { id: "u2", name: "Bo", profile_image: "__GHOST_URL__/bo.png" },
  ],
  posts_tags: [
    { post_id: "63f", tag_id: "t1" },
    { post_id: "63f", tag_id: "t2" },
  ],
  tags: [
    { id: "t1", name: "News" },
    { id: "t2", name: "#internal" },
  ],
};

test("an export of Ghost comes in with authors, tags and image; what is not published is told", (t) => {
  for (const document of [{ db: [{ meta: { version: "5.0.0" }, data }] }, { meta: {}, data }]) {
    const { drafts, reasons, skipped } = reading(JSON.stringify(document), "ghost.json", {
      url: "https://blog.example",
    });
    t.strictSame(drafts, [
      {
        id: "b0b1",
        url: "https://blog.example/open-on-sunday/",
        title: "Open",
        summary: "In short.",
        content_html: '<p><a href="https://blog.example/visit/">Open</a></p>',
        image: "https://blog.example/content/images/a.jpg",
        authors: [
          { name: "Inés", url: "https://ines.example" },
          { name: "Bo", avatar: "https://blog.example/bo.png" },
        ],
        tags: ["News"],
        date_published: "2024-05-01T08:00:00.000Z",
        date_modified: "2024-05-02T08:00:00.000Z",
        _courant: { image_description: "The room" },
      },
    ]);
    t.match(reasons, [
      /^ghost.json, \/posts\/2: “Inside” cannot be imported: .*mobiledoc or lexical/,
      /^ghost.json, \/posts\/5: found null/,
    ]);
    t.match(skipped, [
      "ghost.json, /posts/1: “Not yet” is left out: its status is draft.",
      /“About” is left out: it is a page/,
      /“Paid” is left out: it is for paid only/,
    ]);
  }
  t.match(reading(JSON.stringify({ data }), "-").drafts, [{ url: "https://site.example/open-on-sunday/" }]);
  t.match(reading('{"db":[]}', "a.json").reasons, [/no export of Ghost/]);
  t.match(reading('{"data":1}', "a.json", { format: "ghost" }).reasons, [/no export of Ghost/]);
  t.end();
});
