import { nonEmptyObject } from "../article/fields.ts";
import { mediaTypeOf } from "../article/media-types.ts";
import { isAbsent, isMembers, type Members } from "../article/members.ts";
import { absoluteUrl, mailtoUrl } from "../article/url.ts";
import { parseFeedDate } from "./dates.ts";
import { originOf } from "./feed-origin.ts";
import { type FeedSurroundings, firstLanguage } from "./feed-parts.ts";

/**
 * Returns the article in an item of a JSON Feed (https://www.jsonfeed.org/version/1.1/). Programs write some members in
 * other forms than the specification asks for; those are converted. The authors, the language and the extensions of the
 * feed apply to all its items. A member that cannot be used stays as it is, so that `prepare` leaves it out and says
 * so.
 */
export function articleOfJsonItem(item: unknown, feed: Members, surroundings: FeedSurroundings): unknown {
  if (!isMembers(item)) return item;
  const { baseUrl } = surroundings;
  const extensions = Object.entries(feed).filter(([name]) => name.startsWith("_"));
  const home = [feed.home_page_url, feed.feed_url].find((address) => typeof address === "string") ?? baseUrl;
  const { author, authors = isAbsent(author) ? (feed.authors ?? feed.author) : author, ...members } = item;
  const { url, tags, attachments, language = feed.language } = members;
  return {
    ...Object.fromEntries(extensions),
    ...members,
    ...originMember(members._courant ?? feed._courant, feed, surroundings),
    url: convertText(url, (text) => absoluteUrl(text, absoluteUrl(home, baseUrl) ?? baseUrl)),
    authors: listOf(authors)?.map(authorOf),
    tags: typeof tags === "string" ? tags.split(",") : tags,
    language: convertText(language, firstLanguage),
    date_published: convertText(textOfNumber(members.date_published), parseFeedDate),
    date_modified: convertText(textOfNumber(members.date_modified), parseFeedDate),
    attachments: listOf(attachments)?.map(attachmentOf),
  };
}

/** Returns the extension of an item with the feed that it was taken from, unless it says that itself. */
function originMember(extension: unknown, feed: Members, surroundings: FeedSurroundings): object {
  const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);
  const [title, url, feed_url] = [feed.title, feed.home_page_url, feed.feed_url].map(textOf);
  const origin = originOf({ title, url, feed_url }, surroundings.baseUrl, surroundings);
  if (origin === undefined || !(isAbsent(extension) || isMembers(extension))) return {};
  return { _courant: { feed: origin, ...extension } };
}

function convertText(value: unknown, convert: (text: string) => string | undefined): unknown {
  return typeof value === "string" ? (convert(value) ?? value) : value;
}

/** Writes a number, such as the seconds since 1970, as text. */
function textOfNumber(value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

/** Returns a list. A single value counts as a list of one. */
function listOf(value: unknown): unknown[] | undefined {
  if (isAbsent(value)) return undefined;
  return Array.isArray(value) ? value : [value];
}

/** Reads an author, who may be a name alone, or have an email address in place of a URL. */
function authorOf(author: unknown): unknown {
  if (typeof author === "string") return { name: author };
  if (!isMembers(author) || typeof author.email !== "string") return author;
  const { email, ...members } = author;
  return { ...members, ...(isAbsent(members.url) && nonEmptyObject({ url: mailtoUrl(`mailto:${email}`) })) };
}

/** Reads an attachment. Its type may be missing, and its numbers may be text. */
function attachmentOf(attachment: unknown): unknown {
  if (!isMembers(attachment)) return attachment;
  const { url, mime_type, size_in_bytes, duration_in_seconds } = attachment;
  return {
    ...attachment,
    mime_type: isAbsent(mime_type) && typeof url === "string" ? mediaTypeOf(url) : mime_type,
    size_in_bytes: numberIn(size_in_bytes),
    duration_in_seconds: numberIn(duration_in_seconds),
  };
}

function numberIn(value: unknown): unknown {
  return typeof value === "string" && /^\s*\d{1,16}(?:\.\d{1,9})?\s*$/.test(value) ? Number(value) : value;
}
