import type { Article } from "../article/article.ts";
import type { Channel, Site } from "../config/schema.ts";
import { showArticles } from "./content.ts";
import type { Format } from "./format.ts";
import { escapeText } from "./xml.ts";

/** The name of the documents for subscribers whose address was revoked. No channel can have it as its slug. */
export const revokedName = "_revoked";

/** The documents have to have a date, and are the same whenever they are built. */
const date = "2026-01-01T00:00:00Z";

/** Renders the document for subscribers whose address of a private feed was revoked: one item that says so. */
export function revokedDocument(
  format: Format,
  { site, baseUrl, words }: { site: Site; baseUrl: string; words: { title: string; detail: string } },
): string {
  const { title, detail } = words;
  const channel: Channel = {
    slug: revokedName,
    title: `${title} · ${site.title}`,
    description: detail,
    content: "full",
    limit: 1,
    maxBytes: 10_000,
    archive: false,
    access: "public",
  };
  const article: Article = {
    id: "urn:courant:revoked-address",
    url: `${baseUrl}/`,
    title,
    content_html: `<p>${escapeText(detail)}</p>`,
    date_published: date,
    date_modified: date,
    _courant: { revision: 1 },
  };
  const shown = showArticles([article], { content: "full", language: site.language, baseUrl });
  const context = { site, channel, baseUrl, maxAge: 86_400, place: { kind: "complete" as const }, hubs: [] };
  const { head, tail } = format.frame(context, date);
  return `${head}${format.items(shown, { site, baseUrl, podcast: false }).join("")}${tail}`;
}
