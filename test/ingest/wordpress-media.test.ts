import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";
import { replaceShortcodes } from "../../src/ingest/wordpress-shortcodes.ts";
import { workedMs } from "../worked.ts";

const attachment = (id: number, name: string, more = "") =>
  `<item><title>${name}</title><wp:post_id>${id}</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://s.example/${name}</wp:attachment_url>${more}</item>`;
const alt = (text: string) =>
  `<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>${text}</wp:meta_value></wp:postmeta>`;
const caption = (text: string) => `<excerpt:encoded><![CDATA[${text}]]></excerpt:encoded>`;
const child = (order: number) => `<wp:post_parent>7</wp:post_parent><wp:menu_order>${order}</wp:menu_order>`;

const files = [
  attachment(1, "a.jpg", alt("A lamp") + caption("A <b>lamp</b>")),
  attachment(2, "b.png"),
  attachment(3, "third.jpg", child(3)),
  attachment(4, "first.jpg", child(1) + alt("&quot;One&quot;")),
  attachment(5, "song.mp3", child(0)),
  attachment(6, "film.mp4"),
  `<item><wp:post_id>8</wp:post_id><wp:post_type>wp_block</wp:post_type><wp:status>publish</wp:status><content:encoded>&lt;p&gt;Shared&lt;/p&gt;[toc]</content:encoded></item>`,
];
/** An export of one post, whose content begins on line 4. */
const wxr = (content: string) =>
  `<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<item><title>T</title><link>https://s.example/p/</link>
<wp:post_id>7</wp:post_id><wp:status>publish</wp:status>
<content:encoded><![CDATA[${content}]]></content:encoded></item>
${files.join("\n")}</channel></rss>`;

function post(content: string, frames: string[] = []): { html: string | undefined; note: string | undefined } {
  const options = { tags: [], baseUrl: "https://site.example/", frames };
  const [draft] = ingest({ name: "a.xml", text: wxr(content) }, options).drafts;
  return { html: draft?.prepared.draft.content_html, note: draft?.note };
}

const picture = (name: string, altText: string, captionHtml = "") =>
  `<figure><img src="https://s.example/${name}" alt="${altText}" />${captionHtml && `<figcaption>${captionHtml}</figcaption>`}</figure>`;
const [a, b] = [picture("a.jpg", "A lamp", "A <b>lamp</b>"), picture("b.png", "")];
const [first, third] = [picture("first.jpg", "&quot;One&quot;"), picture("third.jpg", "")];
const youTube = '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">YouTube</a></p>';
const song = '<audio controls src="https://s.example/song.mp3"></audio>';

test("galleries and playlists of an export show their files, with captions and alternative texts", (t) => {
  const cases: [typed: string, html: string][] = [
    ['[gallery ids="1,2"]', `${a}\n${b}`],
    ["[gallery columns=&quot;3&quot; ids=&quot;2, 1&quot;]", `${b}\n${a}`],
    ["[gallery include=1]", a],
    ["One\n[gallery]\nTwo", `<p>One</p>\n${first}\n${third}\n<p>Two</p>`],
    ['[gallery order="DESC" /]', `${third}\n${first}`],
    ["[gallery exclude='3']", first],
    ['<!-- wp:shortcode -->\n[gallery ids="1"]\n<!-- /wp:shortcode -->', a],
    ['[playlist ids="5"]', `<figure>${song}<figcaption>song.mp3</figcaption></figure>`],
    [
      '[playlist type="video" ids="6"]',
      '<figure><video controls src="https://s.example/film.mp4"></video><figcaption>film.mp4</figcaption></figure>',
    ],
    ["[audio]", `<p>${song}</p>`],
    ["a [gallery of towns] b", "<p>a [gallery of towns] b</p>"],
  ];
  for (const [typed, html] of cases) t.same(post(typed), { html, note: undefined }, typed);
  t.match(post('a [gallery ids="1,98,99"]'), {
    html: `<p>a</p>\n${a}`,
    note: "left out [gallery] on line 4 (the export has not 2 of its 3 files)",
  });
  t.match(post("a [video]").note, "left out [video] on line 4 (it names nothing that can be shown)");
  t.match(post("a\n\n[playlist type=video]"), {
    note: "left out [playlist] on line 6 (the export has no files for it)",
  });
  t.end();
});

test("the picture of a post has the alternative text of its file, else its caption", (t) => {
  const thumbnail = (id: number) =>
    `<item><title>T</title><wp:post_id>7</wp:post_id><wp:status>publish</wp:status><wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>${id}</wp:meta_value></wp:postmeta></item>`;
  const cases: [more: string, description: string | undefined][] = [
    [alt("A lamp") + caption("By Bo"), "A lamp"],
    [caption("By <b>Bo</b>"), "By Bo"],
    ["", undefined],
  ];
  for (const [more, description] of cases) {
    const text = wxr("").replace("</channel>", `${thumbnail(9)}${attachment(9, "c.jpg", more)}</channel>`);
    const { draft } =
      ingest({ name: "a.xml", text }, { tags: [], baseUrl: "https://s.example/" }).drafts[1]?.prepared ?? {};
    t.equal(draft?.image, "https://s.example/c.jpg");
    t.equal(draft?._courant?.image_description, description);
  }
  t.end();
});

test("embedded addresses and shortcodes of players become players and links", (t) => {
  const link = (address: string) => `<p><a href="${address}">${address}</a></p>`;
  const cases: [typed: string, html: string][] = [
    ["https://www.youtube.com/watch?v=dQw4w9WgXcQ", youTube],
    ["One\n\nhttps://youtu.be/dQw4w9WgXcQ\nTwo", `<p>One</p>\n${youTube}\n<p>Two</p>`],
    ["<p>https://youtu.be/dQw4w9WgXcQ</p>", youTube],
    [
      "<!-- wp:embed -->\n<figure><div>\nhttps://vimeo.com/76979871\n</div><figcaption>A</figcaption></figure>",
      '<figure><div>\n<a href="https://vimeo.com/76979871">Vimeo</a>\n</div><figcaption>A</figcaption></figure>',
    ],
    ["https://x.com/a/status/1", link("https://x.com/a/status/1")],
    ["https://s.example/a.mp3", '<p><audio controls src="https://s.example/a.mp3"></audio></p>'],
    ["See https://a.example/ there", "<p>See https://a.example/ there</p>"],
    ["<b>https://a.example/</b> is bold", "<p><b>https://a.example/</b> is bold</p>"],
    ["<pre>\nhttps://a.example/\n</pre>", "<pre>https://a.example/\n</pre>"],
    ["[embed]https://youtu.be/dQw4w9WgXcQ[/embed]", youTube],
    ["[embed width=3]https://a.example/[/embed]", link("https://a.example/")],
    ["[youtube=http://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;w=3]", youTube],
    ["[youtube https://youtu.be/dQw4w9WgXcQ]", youTube],
    ["[youtube]dQw4w9WgXcQ[/youtube]", youTube],
    ['[youtube id="dQw4w9WgXcQ"]Its words[/youtube]', `${youTube}\n<p>Its words</p>`],
    ["[vimeo 76979871]", '<p><a href="https://vimeo.com/76979871">Vimeo</a></p>'],
    [
      '[soundcloud url="https://api.soundcloud.com/tracks/1" width="3"]',
      '<p><a href="https://w.soundcloud.com/player/?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F1">w.soundcloud.com/player</a></p>',
    ],
    [
      "[soundcloud]https://soundcloud.com/a/b[/soundcloud]",
      '<p><a href="https://soundcloud.com/a/b">SoundCloud</a></p>',
    ],
    ['[spotify id="spotify:track:1a"]', '<p><a href="https://open.spotify.com/track/1a">Spotify</a></p>'],
    ["[tweet 20]", link("https://x.com/i/status/20")],
    ["[audio http://s.example/a.mp3|loop=yes]", '<p><audio controls src="http://s.example/a.mp3"></audio></p>'],
    [
      '[video mp4="/a.mp4" webm="/a.webm" poster="/a.jpg"][/video]',
      '<p><video controls poster="https://s.example/a.jpg"><source src="https://s.example/a.mp4" /><source src="https://s.example/a.webm" /></video></p>',
    ],
    ['[video src="/a.mp4"]Its words[/video]', '<p><video controls src="https://s.example/a.mp4"></video>Its words</p>'],
    ["a [map of the town], [twitter] and [youtube]", "<p>a [map of the town], [twitter] and [youtube]</p>"],
  ];
  for (const [typed, html] of cases) t.same(post(typed), { html, note: undefined }, typed);
  const frame = post("https://youtu.be/dQw4w9WgXcQ?t=1m5s", ["www.youtube.com"]).html ?? "";
  t.match(frame, /^<iframe src="https:\/\/www\.youtube\.com\/embed\/dQw4w9WgXcQ\?start=65"/, "a host in frames");
  t.end();
});

test("captions keep their pictures and their words, whatever stands around them", (t) => {
  const cases: [typed: string, html: string][] = [
    ["[caption width='3']<img src=a> b [/caption]", "<figure><img src=a><figcaption>b</figcaption></figure>"],
    [
      `[caption caption="<i>b</i> c"]<img src=a>[/caption]`,
      "<figure><img src=a><figcaption><i>b</i> c</figcaption></figure>",
    ],
    ["[caption]<img src=a> [tag x=1]b[/tag][/caption]", "<figure><img src=a><figcaption>b</figcaption></figure>"],
    [
      '[caption caption="b"]<video src=a></video>[/caption]',
      "<figure><video src=a></video><figcaption>b</figcaption></figure>",
    ],
    ["[[caption]a[/caption]]", "[caption]a[/caption]"],
  ];
  for (const [typed, html] of cases) t.equal(replaceShortcodes(typed).html, html, typed);
  t.end();
});

test("the note of a post says which shortcodes and blocks were left out, and on which line", (t) => {
  t.same(post('One\n[box]kept[/box]\n\n[contact-form-7 id="1"] [box]again[/box][/odd]'), {
    html: "<p>One<br />\nkept</p>\n<p>again</p>",
    note: "left out [box] on line 5, [contact-form-7] on line 7, [odd] on line 7",
  });
  t.same(post('[python]\n\n[x a="1"]\n[/python]\n[y a="1"]').note, "left out [y] on line 8", "code is as it is");
  t.same(post('<!-- wp:block {"ref":8} /-->\n<!-- wp:latest-posts /-->\n<!-- wp:block {"ref":9} /-->'), {
    html: "<p>Shared</p>",
    note: "left out [toc] on line 4, the block latest-posts on line 5, the shared block 9 on line 6",
  });
  t.match(
    post(Array.from({ length: 30 }, (_, index) => `[a${index} b="1"]`).join("")).note,
    /, \[a19\] on line 4, 10 more$/,
  );
  t.end();
});

test("hostile shortcodes take no time", (t) => {
  const size = 200_000;
  for (const part of [
    "[",
    "[a ",
    "[a=",
    "[caption]",
    "[audio][video]",
    "[/a]",
    '[a "',
    "[a b='",
    "<!--",
    "<p>http://a ",
    "[[gallery",
  ]) {
    const start = workedMs();
    replaceShortcodes(`${part.repeat(size / part.length)}[/caption][/video][/audio]`);
    const ms = workedMs() - start;
    t.ok(ms < 3_000, `${part}: ${ms} ms`);
  }
  t.end();
});

test("property: shortcodes leave no word that they do not own out without a trace", (t) => {
  const tag = fc.constantFrom(
    '[box a="1"]',
    "[/box]",
    "[caption]",
    "[/caption]",
    "[video src=/a.mp4]",
    "[/video]",
    "[youtube x1]",
    "[/youtube]",
    "[[",
    "]]",
  );
  const word = fc.stringMatching(/^w\d{1,3}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(tag, word), { maxLength: 30 }), (parts) => {
      const { html } = replaceShortcodes(parts.join(" "));
      for (const each of parts) if (each.startsWith("w")) assert.ok(html.includes(each), html);
    }),
  );
  t.end();
});
