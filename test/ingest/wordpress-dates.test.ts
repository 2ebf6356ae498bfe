import { Readable } from "node:stream";
import { test } from "tap";
import { ingest } from "../../src/ingest/ingest.ts";
import { readInput } from "../../src/ingest-queue/read-input.ts";
import { reading } from "./reading.ts";

const item = (title: string, fields: string) =>
  `<item><title>${title}</title><guid>urn:${title}</guid><wp:status>publish</wp:status>${fields}</item>`;
const both = (local: string, utc: string) =>
  item("both", `<wp:post_date>${local}</wp:post_date><wp:post_date_gmt>${utc}</wp:post_date_gmt>`);
const wxr = (...items: string[]) =>
  `<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><link>https://s.example/blog</link>\n${items.join("\n")}</channel></rss>`;
const zeros = "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>";
const local = "<wp:post_date>2024-07-01 10:00:00</wp:post_date>";

/** The date of the first post. */
const dateOf = (items: string[], timezone?: string) =>
  reading(wxr(...items), "a.xml", { timezone }).drafts[0]?.date_published;

test("a post of which the export has no date in UTC has the one that the export says in another way", (t) => {
  const summer = both("2024-08-01 12:00:00", "2024-08-01 10:00:00");
  const winter = both("2024-01-01 11:00:00", "2024-01-01 10:00:00");
  const cases: [string, string | undefined, string[], string?][] = [
    ["UTC", "2024-05-01T08:00:00.000Z", ["<wp:post_date_gmt>2024-05-01 08:00:00</wp:post_date_gmt>"]],
    ["pubDate", "2024-05-01T08:00:00.000Z", ["<pubDate>Wed, 01 May 2024 10:00:00 +0200</pubDate>"]],
    ["pubDate and zeros", "2024-05-01T08:00:00.000Z", [`<pubDate>Wed, 01 May 2024 08:00:00 +0000</pubDate>${zeros}`]],
    [
      "no date of WordPress",
      "2024-07-01T10:00:00.000Z",
      [`<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>${local}`],
    ],
    ["local, as the nearest month says", "2024-07-01T08:00:00.000Z", [local + zeros, winter, summer]],
    ["local, as another month says", "2024-07-01T09:00:00.000Z", [local, winter]],
    ["local, with the zone of the schedule", "2024-07-01T08:00:00.000Z", [local], "Europe/Vienna"],
    ["local, as the export says and not the schedule", "2024-07-01T08:00:00.000Z", [local, summer], "Asia/Tokyo"],
    ["a day alone", "2024-07-01T00:00:00.000Z", ["<wp:post_date>2024-07-01</wp:post_date>"]],
    ["RFC 3339", "2024-07-01T08:00:00.000Z", ["<wp:post_date>2024-07-01T10:00:00+02:00</wp:post_date>"]],
    ["none", undefined, [`<wp:post_date>0000-00-00 00:00:00</wp:post_date>${zeros}`]],
  ];
  for (const [name, date, [fields = "", ...others], timezone] of cases) {
    t.equal(dateOf([item("a", fields), ...others], timezone), date, name);
  }
  const changed = `${local}<wp:post_modified>2024-07-02 10:00:00</wp:post_modified>`;
  const [draft] = reading(wxr(item("a", changed), summer), "a.xml").drafts;
  t.equal(draft?.date_modified, "2024-07-02T08:00:00.000Z", "the date of the change, too");
  t.end();
});

test("relative addresses in an export start from the post, else from the site that was exported", (t) => {
  const content = (html: string) => `<content:encoded><![CDATA[${html}]]></content:encoded>`;
  const html = '<a href="a">b</a> <img src="/c.jpg">';
  const [linked, bare] = reading(
    wxr(
      item("a", `<link>/2024/a/</link>${content(html)}`),
      item(
        "b",
        `${content(html)}<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value>/d.mp3\n1\naudio/mpeg</wp:meta_value></wp:postmeta>`,
      ),
    ),
    "a.xml",
  ).drafts;
  t.equal(linked?.url, "https://s.example/2024/a/");
  t.match(linked?.content_html, 'href="https://s.example/2024/a/a"');
  t.match(bare?.content_html, 'href="https://s.example/a"');
  t.match(bare?.content_html, 'src="https://s.example/c.jpg"');
  t.match(bare?.attachments, [{ url: "https://s.example/d.mp3" }]);
  t.end();
});

test("an export that is read in parts has the notes, files and dates of one that is read whole", async (t) => {
  const content = (html: string) => `<content:encoded><![CDATA[${html}]]></content:encoded>`;
  const text = wxr(
    ...Array.from({ length: 30 }, (_, index) =>
      item(`${index}`, `${local}${content(`${"word ".repeat(300)}\n[gallery ids="1,2"]\n[x${index} a="1"]`)}`),
    ),
    both("2024-08-01 12:00:00", "2024-08-01 10:00:00"),
    "<item><wp:post_id>1</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://s.example/a.jpg</wp:attachment_url></item>",
  );
  const options = { tags: [], baseUrl: "https://site.example/", timezone: "Asia/Tokyo" };
  const whole = ingest({ name: "a.xml", text }, options).drafts;
  t.equal(whole[29]?.note, "left out [gallery] on line 90 (the export has not 1 of its 2 files), [x29] on line 91");
  t.equal(whole[29]?.prepared.draft.date_published, "2024-07-01T08:00:00.000Z");
  const drafts = [];
  const chunks = Readable.from([Buffer.from(text)]);
  for await (const batch of readInput(chunks, { input: { name: "a.xml", partBytes: 10_000 }, options })) {
    drafts.push(...batch.drafts);
  }
  t.same(drafts, whole);
});

test("items of an export that are no posts are counted by their types, but for those that make up the site", (t) => {
  const typed = (type: string) => `<item><title>a</title><wp:post_type>${type}</wp:post_type></item>`;
  const types = ["page", "recipe", "recipe", "nav_menu_item", "wp_template", "wp_block", "attachment", "revision"];
  const { skipped } = reading(wxr(...types.map(typed)), "a.xml");
  t.same(skipped, [
    "a.xml, pages: Pages are left out, 1 of them: only posts are articles.",
    "a.xml, other items: Items of the type “recipe” are left out, 2 of them: only posts are articles.",
  ]);
  t.end();
});
