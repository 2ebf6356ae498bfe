import { atoms, feeds } from "./restricted-feeds.ts";
import { frontMatter, yaml } from "./restricted-front-matter.ts";
import { wordpress } from "./restricted-wordpress.ts";
import { body, openBody } from "./restricted-words.ts";

/*
 * Articles that say they are not meant for everybody, in every way that is known of. Each has the word SECRET in its title,
 * its text and its id; what stands beside it has the word OPEN.
 */

export type RestrictedCase = { name: string; file: string; text: string; isMixed?: boolean; format?: string };

const ghost = (post: object, more: object = {}) =>
  JSON.stringify({
    db: [
      {
        meta: {},
        data: {
          posts: [
            { id: "1", uuid: "SECRET-1", title: "SECRET", slug: "SECRET", html: `<p>${body}</p>`, ...post },
            { id: "2", uuid: "OPEN-2", title: "OPEN", slug: "open", html: `<p>${openBody}</p>`, status: "published" },
          ],
          ...more,
        },
      },
    ],
  });
const ghosts: [name: string, text: string][] = [
  ...["draft", "scheduled", "sent", "private"].map((status): [string, string] => [status, ghost({ status })]),
  ...["members", "paid", "tiers"].map((visibility): [string, string] => [
    visibility,
    ghost({ status: "published", visibility }),
  ]),
  ["a page, otherwise", ghost({ status: "published", page: "1" })],
  ["noindex", ghost({ status: "published", codeinjection_head: '<meta name="robots" content="noindex">' })],
  [
    "a part for members",
    ghost({
      status: "published",
      html: `<p>OPEN</p><!--kg-gated-block:begin nonMember:false memberSegment:"status:paid" --><p>${body}</p><!--kg-gated-block:end-->`,
    }),
  ],
  ["a page", ghost({ status: "published", type: "page" })],
  [
    "email only",
    ghost({ status: "published", visibility: "public" }, { posts_meta: [{ post_id: "1", email_only: 1 }] }),
  ],
];

const marks: [name: string, members: object][] = [
  ["_draft", { _draft: true }],
  ["_visibility", { _visibility: "private" }],
  ["_status", { _status: "draft" }],
  ["an extension", { _blog: { published: false } }],
  ["within an extension", { _blog: { meta: { visibility: ["members", "paid"] } } }],
  ["_noindex", { _seo: { robots: "noindex" } }],
  ["draft", { draft: true }],
  ["status", { status: "private" }],
  ["_password", { _password: "sesame" }],
];
const jsonItem = (more: object) => ({ id: "SECRET-id", title: "SECRET", content_text: body, ...more });
const openJsonItem = { id: "OPEN-id", title: "OPEN", content_text: openBody };
const jsonFeed = (more: object) =>
  JSON.stringify({
    version: "https://jsonfeed.org/version/1.1",
    title: "F",
    items: [jsonItem(more), openJsonItem],
  });

const names: [name: string, file: string, text: string][] = [
  ["Jekyll's folder of drafts", "_drafts/a.md", body],
  ["a folder of drafts", "posts/drafts/a.txt", body],
  ["a private folder", "private/a.html", `<h1>SECRET</h1><p>${body}</p>`],
  ["JSON in a folder of drafts", "_drafts/a.json", JSON.stringify({ title: "SECRET", content_text: body })],
  [
    "a feed in a folder of drafts",
    "drafts/feed.xml",
    `<rss version="2.0"><channel><item><title>SECRET</title></item></channel></rss>`,
  ],
  ["another separator", "drafts\\a.md", body],
  ["templates", "archetypes/default.md", body],
  [
    "a JSON Feed by the name of another",
    "feed.xml",
    JSON.stringify({ items: [{ id: "SECRET", title: "SECRET", content_text: body, _draft: true }] }),
  ],
  [
    "a JSON Feed that says it of all",
    "feed.json",
    JSON.stringify({ items: [{ id: "SECRET", title: "SECRET", content_text: body }], _private: true }),
  ],
  [
    "entries of Movable Type",
    "a.txt",
    `TITLE: One\nSTATUS: Publish\n-----\nBODY:\nOne\n--------\nTITLE: SECRET\nSTATUS: Draft\n-----\nBODY:\n${body}\n--------\n`,
  ],
  ["Medium", "draft_Untold-1234.html", `<h1>SECRET</h1><p>${body}</p>`],
  ["an ending", "a.draft.md", body],
  ["text with front matter", "a.txt", yaml("draft: true")],
  ["HTML with front matter", "a.html", `---\ntitle: SECRET\npublished: false\n---\n<h1>SECRET</h1><p>${body}</p>`],
];

const named =
  (format: string, file: string, isMixed: boolean) =>
  ([name, text]: [string, string]): RestrictedCase => ({
    name: `${format}: ${name}`,
    file,
    text,
    isMixed,
  });

export const restrictedCases: readonly RestrictedCase[] = [
  ...frontMatter.map(named("front matter", "note.md", false)),
  ...names.map(([name, file, text]) => ({ name: `name: ${name}`, file, text })),
  ...wordpress.map(named("WordPress", "export.xml", true)),
  ...feeds.map(named("RSS", "feed.rss", true)),
  ...atoms.map(named("Atom", "feed.atom", true)),
  ...ghosts.map(named("Ghost", "ghost.json", true)),
  ...marks.map(([name, more]) => ({
    name: `JSON Feed: ${name}`,
    file: "feed.json",
    text: jsonFeed(more),
    isMixed: true,
  })),
  ...marks.map(([name, more]) => ({
    name: `NDJSON: ${name}`,
    file: "list.ndjson",
    text: `${JSON.stringify(jsonItem(more))}\n${JSON.stringify(openJsonItem)}\n`,
    isMixed: true,
  })),
];

/** Members of an article that say it is not meant for everybody. */
export const restrictedMembers = marks;
