import type { Article, Attachment, Draft } from "../article/article.ts";
import { type DraftArticle, isDraft } from "../article/draft-article.ts";
import { mediaTypeOf } from "../article/media-types.ts";
import { isMembers } from "../article/members.ts";
import { invalid, type Properties } from "./request.ts";
import type { Visibility } from "./visibility.ts";

/** An article for the admin API, without what the post does not say. */
export type ArticleInput = Draft & { _courant?: { draft?: boolean } };

/** Addresses of what a post is an answer to, or about. An article links to the first. */
const references = ["bookmark-of", "in-reply-to", "like-of", "repost-of"] as const;

const files = ["video", "audio"] as const;

/**
 * Translates the properties of a post into an article (https://microformats.org/wiki/h-entry). Properties that articles do
 * not have are left out, as section 3.3 of Micropub says.
 * @throws REQUEST_INVALID for values of another kind
 */
export function toArticle(properties: Properties): ArticleInput {
  const textOf = (name: string) => readText(properties[name]?.[0], name);
  const [image, ...otherPhotos] = (properties.photo ?? []).map((value) => readFile(value, "photo"));
  const attachments = [
    ...otherPhotos.map((photo) => attachmentOf(photo, "image/jpeg")),
    ...files.flatMap((name) =>
      (properties[name] ?? []).map((value) => attachmentOf(readFile(value, name), `${name}/mp4`)),
    ),
  ];
  const courant = {
    ...(image?.alt !== undefined && { image_description: image.alt }),
    ...(textOf("post-status") === "draft" && { draft: true }),
  };
  return compact({
    title: textOf("name"),
    summary: textOf("summary"),
    ...readContent(properties.content?.[0]),
    date_published: textOf("published"),
    external_url: references.map(textOf).find((address) => address !== undefined),
    image: image?.url,
    tags: properties.category?.map((value) => readText(value, "category") ?? ""),
    attachments: attachments.length === 0 ? undefined : attachments,
    _courant: Object.keys(courant).length === 0 ? undefined : courant,
  });
}

/** Translates an article into the properties of a post. @param address where it can be read, by whom `visibility` tells */
export function toProperties(
  article: Article | DraftArticle,
  { address, visibility }: { address: string; visibility: Visibility },
): Properties {
  const { title, summary, content_html, content_text, date_published, date_modified, external_url, image } = article;
  const { image_description: alt } = article._courant;
  const attachments = article.attachments ?? [];
  const ofType = (type: string) =>
    attachments.filter((each) => each.mime_type.startsWith(`${type}/`)).map(({ url }) => url);
  const photo = image !== undefined && (alt === undefined ? image : { value: image, alt });
  const isMarkup = content_html !== undefined;
  return compact({
    name: listOf(title),
    summary: listOf(summary),
    content: isMarkup ? [{ html: content_html }] : listOf(content_text),
    published: listOf(date_published),
    updated: listOf(date_modified),
    category: article.tags && [...article.tags],
    "bookmark-of": listOf(external_url),
    photo: photo ? [photo, ...ofType("image").filter((url) => url !== image)] : undefined,
    video: nonEmpty(ofType("video")),
    audio: nonEmpty(ofType("audio")),
    "post-status": [isDraft(article) ? "draft" : "published"],
    visibility: [visibility],
    url: [address],
  });
}

/** The members of an article that each property decides. */
const membersOf: Readonly<Record<string, readonly (keyof Draft)[]>> = {
  name: ["title"],
  summary: ["summary"],
  content: ["content_html", "content_text"],
  published: ["date_published"],
  category: ["tags"],
  photo: ["image", "attachments"],
  video: ["attachments"],
  audio: ["attachments"],
  ...Object.fromEntries(references.map((name) => [name, ["external_url"] as const])),
};

/**
 * Returns the change of an article (RFC 7396) that brings it to other properties. Members that no changed property decides
 * stay as they are.
 * @param changed the names of the properties that may differ
 */
export function toPatch(properties: Properties, changed: readonly string[]): Record<string, unknown> {
  const { _courant, ...article } = toArticle(properties);
  const members = new Set(changed.flatMap((name) => membersOf[name] ?? []));
  const patch = Object.fromEntries(
    [...members].map((member) => [member, article[member as keyof typeof article] ?? null]),
  );
  const description = changed.includes("photo") ? { image_description: _courant?.image_description ?? null } : {};
  return { ...patch, ...(Object.keys(description).length > 0 && { _courant: description }) };
}

function readContent(value: unknown): Pick<Draft, "content_html" | "content_text"> {
  if (isMembers(value) && typeof value.html === "string") return { content_html: value.html };
  const text = readText(isMembers(value) ? (value.value ?? value.text) : value, "content");
  return text === undefined ? {} : { content_text: text };
}

/** Reads a text. Some programs send an object with its text as `value`. */
function readText(value: unknown, name: string): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (isMembers(value)) {
    const [url] = isMembers(value.properties) && Array.isArray(value.properties.url) ? value.properties.url : [];
    return readText(value.value ?? url, name);
  }
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw invalid(`“${name}” has a value that is no text: ${JSON.stringify(value).slice(0, 100)}.`);
}

/** Reads the address of a file, and what it shows (section 3.3.2). */
function readFile(value: unknown, name: string): { url: string; alt?: string | undefined } {
  const url = readText(value, name);
  if (url === undefined) throw invalid(`“${name}” is empty. Give the address of the file.`);
  return { url, alt: isMembers(value) ? readText(value.alt, name) : undefined };
}

/** @param usualType the type of a file whose name does not tell it */
function attachmentOf({ url, alt }: { url: string; alt?: string | undefined }, usualType: string): Attachment {
  const type = mediaTypeOf(url);
  const kind = usualType.slice(0, usualType.indexOf("/"));
  return { url, mime_type: type.startsWith(`${kind}/`) ? type : usualType, ...(alt !== undefined && { title: alt }) };
}

const listOf = <Value>(value: Value | undefined) => (value === undefined ? undefined : [value]);
const nonEmpty = <Value>(list: readonly Value[]) => (list.length === 0 ? undefined : list);

type Defined<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

function compact<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
