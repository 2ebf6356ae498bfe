import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { escapeText } from "../../src/render/xml.ts";
import { makeArticles } from "./articles.ts";

const head = `<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
  <title>The Bench</title><link>https://site.example</link><language>en-GB</language>
  <wp:author><wp:author_login>ines</wp:author_login><wp:author_display_name>Inés Moreau</wp:author_display_name></wp:author>
`;

/**
 * Writes an export of WordPress with as many posts, of about 2 kB each, and after each the picture that it shows.
 * @returns its bytes
 */
export async function writeWordPress(file: string, posts: number): Promise<number> {
  await pipeline(Readable.from(exportOf(posts)), createWriteStream(file));
  return (await stat(file)).size;
}

function* exportOf(posts: number): Generator<string> {
  yield head;
  let id = 0;
  for (const { url, title, summary, content_html, date_published } of makeArticles(posts)) {
    id += 2;
    const content = content_html.replaceAll("</p>", "").replaceAll("<p>", "\n").slice(0, 1400);
    const date = date_published.slice(0, 19).replace("T", " ");
    yield `  <item>
    <title>${escapeText(title)}</title>
    <link>${url}</link>
    <dc:creator><![CDATA[ines]]></dc:creator>
    <guid isPermaLink="false">https://site.example/?p=${id}</guid>
    <content:encoded><![CDATA[${content}]]></content:encoded>
    <excerpt:encoded><![CDATA[${summary}]]></excerpt:encoded>
    <wp:post_id>${id}</wp:post_id>
    <wp:post_date_gmt>${date}</wp:post_date_gmt>
    <wp:status>publish</wp:status>
    <wp:post_type>post</wp:post_type>
    <category domain="category" nicename="c${id % 40}"><![CDATA[Category ${id % 40}]]></category>
    <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value><![CDATA[${id + 1}]]></wp:meta_value></wp:postmeta>
  </item>
  <item>
    <title>picture</title>
    <wp:post_id>${id + 1}</wp:post_id>
    <wp:status>inherit</wp:status>
    <wp:post_type>attachment</wp:post_type>
    <wp:attachment_url>https://site.example/wp-content/${id + 1}.jpg</wp:attachment_url>
  </item>
`;
  }
  yield "</channel>\n</rss>\n";
}
