/*
 * Articles that say they are not meant for everybody, in every way that is known of. Each has the word SECRET in its title,
 * its text and its id; what stands beside it has the word OPEN.
 */

export type RestrictedCase = { name: string; file: string; text: string; isMixed?: boolean; format?: string };

const body = "SECRET words that nobody may read, long enough to be an article by themselves. ".repeat(4);
const openBody = "OPEN words that everybody may read, long enough to be an article by themselves. ".repeat(4);

const yaml = (...lines: string[]) => `---\ntitle: SECRET\n${lines.join("\n")}\n---\n${body}`;
const toml = (...lines: string[]) => `+++\ntitle = "SECRET"\n${lines.join("\n")}\n+++\n${body}`;

const frontMatter: [program: string, text: string][] = [
  ["Hugo", yaml("draft: true")],
  ["Hugo, TOML", toml("draft = true")],
  ["Hugo, build", yaml("build:", "  list: never", "  render: always")],
  ["Hugo, _build", yaml("_build:", "  render: never")],
  ["Hugo, headless", yaml("headless: true")],
  ["Hugo, sitemap", yaml("sitemap:", "  disable: true")],
  ["Hugo, params", toml("[params]", "private = true")],
  ["Hugo, JSON over lines", `{\n  "title": "SECRET",\n  "draft": true\n}\n\n${body}`],
  ["Hugo, JSON on one line", `{"title": "SECRET", "seo": {"noindex": true}}\n\n${body}`],
  ["Jekyll", yaml("published: false")],
  ["Jekyll, sitemap", yaml("sitemap: false")],
  ["Jekyll, in quotes", yaml('published: "false"')],
  ["Eleventy", yaml("draft: yes")],
  ["Eleventy, permalink", yaml("permalink: false")],
  ["Eleventy, collections", yaml("eleventyExcludeFromCollections: true")],
  ["Eleventy, JSON", `---json\n{\n  "title": "SECRET",\n  "draft": true\n}\n---\n${body}`],
  ["Astro", yaml("isDraft: true")],
  ["Hexo", yaml("hidden: true")],
  ["Hexo, password", yaml("password: opensesame")],
  ["Hexo, without a fence at the beginning", `title: SECRET\npublished: false\n---\n${body}`],
  ["Hexo, JSON", `;;;\n"title": "SECRET",\n"published": false\n;;;\n${body}`],
  ["Zola", toml("draft = true")],
  ["Zola, render", toml("render = false")],
  ["Zola, extra", toml("[extra]", "unlisted = true")],
  ["Obsidian", yaml("publish: false")],
  ["Obsidian, digital garden", yaml("dg-publish: false")],
  ["Docusaurus", yaml("unlisted: true")],
  ["Pelican", `Title: SECRET\nDate: 2024-01-01\nStatus: draft\n\n${body}`],
  ["Pelican, hidden", `Title: SECRET\nStatus: hidden\n\n${body}`],
  ["Nikola", `<!--\n.. title: SECRET\n.. status: private\n-->\n\n${body}`],
  ["Logseq", `title:: SECRET\npublic:: false\n\n${body}`],
  ["Hashnode", yaml("saveAsDraft: true")],
  ["dev.to", yaml("published: no")],
  ["Micropub", yaml("post-status: draft", "visibility: public")],
  ["Micropub, visibility", yaml("visibility: unlisted")],
  ["Movable Type", `AUTHOR: SECRET\nTITLE: SECRET\nSTATUS: Draft\n-----\nBODY:\n${body}`],
  ["noindex", yaml("noindex: true")],
  ["robots", yaml("robots: noindex, nofollow")],
  ["robots, a list", yaml("robots: [noindex]")],
  ["robots, an object", yaml("robots:", "  index: false")],
  ["seo", yaml("seo:", "  noindex: true")],
  ["private", yaml("private: true")],
  ["members", yaml("access: members")],
  ["status", yaml("status: in-review")],
  ["another case", yaml("Draft: True")],
  ["an odd value", yaml("draft: maybe")],
  ["Hexo, a list before it", `title: SECRET\ntags:\n- a\npublished: false\n---\n${body}`],
  ["Pelican, a line that goes on", `Title: SECRET\nAuthors: A\n    B\nStatus: draft\n\n${body}`],
  ["a comment behind it", `title: SECRET\ndraft: true # not yet\n\n${body}`],
  ["more than one word", `Title: SECRET\nStatus: In review\n\n${body}`],
  ["a password of several words", `title: SECRET\npassword: open sesame\n\n${body}`],
  ["JSON that begins on its first line", `{ "title": "SECRET",\n "draft": true }\n\n${body}`],
  ["JSON within JSON", `{\n"title": "SECRET",\n"params": { "private": true }\n}\n\n${body}`],
  ["JBake", `title=SECRET\nstatus=draft\n~~~~~~\n${body}`],
  ["Notion", `# SECRET\n\nStatus: Draft\nTags: a, b\n\n${body}`],
  ["MDX", `import X from './x'\n\ntitle: SECRET\ndraft: true\n\n${body}`],
  ["reStructuredText", `SECRET\n======\n\n:status: draft\n\n${body}`.replace("SECRET\n======\n\n", "")],
  ["Org", `#+title: SECRET\n#+draft: true\n\n${body}`],
  ["a zero-width blank before it", `\u200B${yaml("draft: true")}`],
  ["a merge key", `---\nbase: &b\n  draft: true\ntitle: SECRET\n<<: *b\n---\n${body}`],
  ["VitePress", yaml("head:", "  - - meta", "    - name: robots", "      content: noindex")],
  ["premium", yaml("premium: true")],
  ["embargo", yaml("embargo: 2099-01-01")],
  ["skip", yaml("status: skip")],
  ["visible", yaml("visible: false")],
  ["no-index", yaml("robots: no-index")],
  ["Yoast", yaml("yoast:", "  noindex: true")],
  ["a number", yaml("draft: 1")],
  ["CRLF", yaml("draft: true").replaceAll("\n", "\r\n")],
  ["a blank line before it", `\n\n${yaml("draft: true")}`],
  ["a fence that is never closed", `---\ntitle: SECRET\ndraft: true\n\n${body}`],
  ["a byte order mark", `\uFEFF${yaml("draft: true")}`],
];

const rss = (item: string, attributes = "") =>
  `<rss version="2.0" ${attributes}><channel><title>F</title><link>https://s.example/</link><description>d</description>${item}</channel></rss>`;
const item = (inner: string) =>
  `<item><title>SECRET</title><guid isPermaLink="false">SECRET-guid</guid><description>${body}</description>${inner}</item>`;
const openItem = `<item><title>OPEN</title><guid isPermaLink="false">OPEN-guid</guid><description>${openBody}</description></item>`;
const mixedRss = (inner: string, attributes = "") => rss(`${item(inner)}${openItem}`, attributes);

const post = (inner: string, word = "SECRET") =>
  `<item><title>${word}</title><link>https://s.example/${word}</link><guid isPermaLink="false">${word}-guid</guid><content:encoded><![CDATA[${word === "OPEN" ? openBody : body}]]></content:encoded><wp:post_date_gmt>2024-05-01 10:00:00</wp:post_date_gmt><wp:post_type>post</wp:post_type>${inner}</item>`;
const wxr = (inner: string, attributes = 'xmlns:wp="https://wordpress.org/export/1.2/"') =>
  `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" ${attributes}><channel><title>F</title><link>https://s.example</link><wp:wxr_version>1.2</wp:wxr_version>${post(inner)}${post("<wp:status>publish</wp:status>", "OPEN")}</channel></rss>`;
const meta = (key: string, value: string) =>
  `<wp:status>publish</wp:status><wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta>`;

const wordpress: [name: string, text: string][] = [
  ...["draft", "auto-draft", "pending", "private", "trash", "inherit", "acf-disabled", " Private "].map(
    (status): [string, string] => [`status ${status}`, wxr(`<wp:status>${status}</wp:status>`)],
  ),
  ["password", wxr("<wp:status>publish</wp:status><wp:post_password>sesame</wp:post_password>")],
  ["page", wxr("<wp:status>private</wp:status>").replace("<wp:post_type>post<", "<wp:post_type>page<")],
  ["http", wxr("<wp:status>draft</wp:status>", 'xmlns:wp="http://wordpress.org/export/1.1/"')],
  ["no namespace", wxr("<wp:status>draft</wp:status>", "")],
  ["another version", wxr("<wp:status>draft</wp:status>", "xmlns:wp='https://wordpress.org/export/2.0/'")],
  ["another prefix", wxr("<wp:status>draft</wp:status>").replaceAll("wp:", "w:").replace("xmlns:wp=", "xmlns:w=")],
  ["a prefix that nothing declares", wxr("<wp:status>draft</wp:status>").replaceAll("wp:", "w:")],
  [
    "marks far from the beginning",
    wxr("<wp:status>draft</wp:status>", "").replace("<channel>", `<channel><!--${"x".repeat(70_000)}-->`),
  ],
  ["a second status", wxr("<wp:status>publish</wp:status><wp:status>private</wp:status>")],
  [
    "a second password",
    wxr("<wp:status>publish</wp:status><wp:post_password/><wp:post_password>sesame</wp:post_password>"),
  ],
  ["an empty status", wxr("<wp:status/>")],
  ["app:draft", wxr("<wp:status>publish</wp:status><app:control><app:draft>yes</app:draft></app:control>")],
  ["another's private", wxr("<wp:status>publish</wp:status><x:private/>")],
  [
    "a second field",
    wxr(
      `${meta("_members_access_role", "")}${meta("_members_access_role", "editor").replace("<wp:status>publish</wp:status>", "")}`,
    ),
  ],
  [
    "a block for subscribers",
    wxr("<wp:status>publish</wp:status>").replace("<![CDATA[SECRET", "<![CDATA[<!-- wp:jetpack/paywall -->SECRET"),
  ],
  [
    "a shortcode for members",
    wxr("<wp:status>publish</wp:status>").replace("<![CDATA[SECRET", "<![CDATA[[restrict]SECRET"),
  ],
  ["SEOPress", wxr(meta("_seopress_robots_index", "yes"))],
  ["Passster", wxr(meta("passster_protection_type", "password"))],
  ["Yoast SEO", wxr(meta("_yoast_wpseo_meta-robots-noindex", "1"))],
  ["Rank Math", wxr(meta("rank_math_robots", 'a:1:{i:0;s:7:"noindex";}'))],
  ["Jetpack", wxr(meta("_jetpack_newsletter_access", "paid_subscribers"))],
  ["Members", wxr(meta("_members_access_role", "editor"))],
];

const feeds: [name: string, text: string][] = [
  ["wp:status", mixedRss("<wp:status>draft</wp:status>", 'xmlns:wp="http://elsewhere.example/"')],
  ["wp:status without a namespace", mixedRss("<wp:status>private</wp:status>")],
  ["wp:post_password", mixedRss("<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>")],
  ["wp:post_type", mixedRss("<wp:post_type>revision</wp:post_type>")],
  ["draft", mixedRss("<draft>true</draft>")],
  ["an empty element", mixedRss("<x:private/>", 'xmlns:x="http://x.example/"')],
  ["in CDATA", mixedRss("<x:status><![CDATA[draft]]></x:status>", 'xmlns:x="http://x.example/"')],
  ["visibility", mixedRss("<x:visibility>followers</x:visibility>")],
  ["itunes:block", mixedRss("<itunes:block>Yes</itunes:block>")],
  ["lj:security", mixedRss("<lj:security>friends</lj:security>")],
  ["access:restriction", mixedRss('<access:restriction relationship="deny"/>')],
  ["media:status", mixedRss('<media:status state="deleted"/>')],
  ["itunes:block, true", mixedRss("<itunes:block>true</itunes:block>")],
  ["a value in an attribute", mixedRss('<status value="draft"/>')],
  ["an attribute of the item", mixedRss("").replace("<item>", '<item status="draft">')],
  ["a type in an attribute", mixedRss("<lj:security type='private'/>")],
  ["xhtml:meta", mixedRss('<xhtml:meta name="robots" content="noindex"/>')],
  ["within a group", mixedRss('<media:group><media:status state="deleted"/></media:group>')],
  ["behind blanks", mixedRss(`<status>${" ".repeat(400)}draft</status>`)],
  [
    "postmeta",
    mixedRss("<wp:postmeta><wp:meta_key>_wpmem_block</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>"),
  ],
  ["wp:post_type, revision", mixedRss("<wp:post_type> revision </wp:post_type>")],
  ["in capitals", mixedRss("<DRAFT>yes</DRAFT>").replaceAll("item>", "ITEM>")],
  [
    "RDF",
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>F</title><link>https://s.example/</link></channel>${item("<x:status>draft</x:status>")}${openItem}</rdf:RDF>`,
  ],
];

const entry = (word: string, inner: string) =>
  `<entry><id>tag:s.example,2024:${word}</id><title>${word}</title><updated>2024-05-01T10:00:00Z</updated><content type="html">${word === "OPEN" ? openBody : body}</content>${inner}</entry>`;
const atom = (inner: string, openInner = "") =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:s.example,2024:f</id><title>F</title><updated>2024-05-01T10:00:00Z</updated>${entry("SECRET", inner)}${entry("OPEN", openInner)}</feed>`;
const kind = (name: string) =>
  `<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#${name}"/>`;
const blogger = (inner: string) => `<b:type xmlns:b="http://schemas.google.com/blogger/2018">${inner}`;

const atoms: [name: string, text: string][] = [
  ["RFC 5023", atom('<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control>')],
  [
    "the namespace of the drafts of RFC 5023",
    atom('<a:control xmlns:a="http://purl.org/atom/app#"><a:draft>yes</a:draft></a:control>'),
  ],
  ["a default namespace", atom('<control xmlns="http://www.w3.org/2007/app"><x/><draft>yes</draft></control>')],
  ["no namespace", atom("<app:control><app:draft> YES </app:draft></app:control>")],
  ["an empty draft", atom('<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft/></app:control>')],
  ["an odd value", atom("<app:control><app:draft>soon</app:draft></app:control>")],
  [
    "a prefix for all",
    atom("<app:control><app:draft>yes</app:draft></app:control>")
      .replace("<feed xmlns=", "<feed xmlns:at=")
      .replaceAll(/<(\/?)(feed|id|title|updated|entry|content)\b/g, "<$1at:$2"),
  ],
  ...["settings", "template", "comment", "page"].map((name): [string, string] => [
    `Blogger, ${name}`,
    atom(kind(name), kind("post")),
  ]),
  ["Blogger, two kinds", atom(`${kind("comment")}${kind("post")}`, kind("post"))],
  ["Blogger, a draft", atom(`${kind("post")}<app:control><app:draft>yes</app:draft></app:control>`, kind("post"))],
  ["Blogger of 2018, a comment", atom(blogger("COMMENT</b:type>"), blogger("POST</b:type>"))],
  [
    "Blogger of 2018, a draft",
    atom(
      `${blogger("POST</b:type>")}<blogger:status>DRAFT</blogger:status>`,
      `${blogger("POST</b:type>")}<blogger:status>LIVE</blogger:status><blogger:trashed/>`,
    ),
  ],
  ["Blogger of 2018, trashed", atom("<blogger:status>SOFT_TRASHED</blogger:status>")],
];

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
