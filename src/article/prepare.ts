import type { Attachment, Draft } from "./article.ts";
import { withoutDirection } from "./direction.ts";
import type { ArticleRecord } from "./export-record.ts";
import {
  createUrlReader,
  dateReader,
  type FieldReader,
  idReader,
  languageReader,
  mediaTypeReader,
  nonEmptyLine,
  nonEmptyList,
  nonEmptyObject,
  nonEmptyText,
  readField,
  withoutUndefined,
} from "./fields.ts";
import { textOf } from "./html/text-of.ts";
import { childPointer, Mistakes, type Tolerance } from "./mistakes.ts";
import { xmlSafe } from "./plain-text.ts";
import { cleanAuthor } from "./prepare-author.ts";
import { cleanFeed } from "./prepare-feed.ts";
import { cleanPodcast } from "./prepare-podcast.ts";
import { sanitise } from "./sanitise.ts";
import { type ShapedDraft, shapeOf } from "./shape.ts";

/**
 * A draft that has passed every check. `names` identify it beside its id and URL: `file:` and a file's place and name,
 * `headline:` and the headline, `content:` and a hash, `starter:` and its place among the starter articles. They are tried
 * in that order when neither id nor URL finds an article.
 * `formerNames`: names that an earlier Courant gave to the same file, without its place.
 * `sharesLink`: another article of its input has the same URL, which therefore says nothing about which article it is.
 * `exported`: the details that another collection exported with it. They count only when this collection does not have the
 * article yet; `names` are then all names from that collection.
 * `leftOut`: the parts that could not be used, in words.
 * `newId`: the id of the article if it is new and has neither id nor URL.
 */
export type PreparedArticle = {
  draft: Draft;
  names: readonly string[];
  leftOut?: string | undefined;
  formerNames?: readonly string[] | undefined;
  sharesLink?: boolean | undefined;
  exported?: Omit<ArticleRecord, "names"> | undefined;
  newId?: string | undefined;
};

export type PrepareOptions = {
  /** The site's home page. Relative URLs resolve against it when the article has no URL of its own. */
  baseUrl: string;
  /** This service's public address. An article whose URL is its permalink page there has no URL of its own. */
  origin?: string | undefined;
  /** The hosts whose frames may stay in articles. */
  frames?: readonly string[] | undefined;
  names?: readonly string[];
  /** The mistakes for which a part is left out, and not the article refused; default `none`. */
  tolerance?: Tolerance;
};

/**
 * Checks and cleans an article from any input. Every article passes through here on its way into the collection. The input
 * is not changed.
 * @throws ARTICLE_INVALID with each mistake: its place (a JSON pointer), the value found, and the value expected
 */
export function prepare(input: unknown, options: PrepareOptions): PreparedArticle {
  const mistakes = new Mistakes(options.tolerance);
  const fields = shapeOf(input, mistakes);
  const address = readField(fields.url, "/url", createUrlReader(options.baseUrl), mistakes);
  const url = address?.startsWith(`${options.origin}/articles/`) ? undefined : address;
  const base = url ?? options.baseUrl;
  const addressReader = createUrlReader(base);
  const language = readField(fields.language, "/language", languageReader, mistakes);
  const content = sanitise(fields.content_html ?? "", base, {
    hasAddress: url !== undefined,
    frames: options.frames ?? [],
    ownHosts: [options.baseUrl, options.origin, url].flatMap((own) => URL.parse(own ?? "")?.hostname ?? []),
  });
  const draft: Draft = withoutUndefined({
    id: readField(fields.id, "/id", idReader, mistakes),
    url,
    external_url: readField(fields.external_url, "/external_url", addressReader, mistakes),
    title: nonEmptyLine(fields.title),
    summary: nonEmptyLine(fields.summary),
    content_html: nonEmptyText(language === undefined ? content : withoutDirection(content, language)),
    content_text: nonEmptyText(
      xmlSafe((!fields._courant?.without_content && fields.content_text) || "")
        .replace(/\r\n?/g, "\n")
        .trim(),
    ),
    image: readField(fields.image, "/image", addressReader, mistakes),
    banner_image: readField(fields.banner_image, "/banner_image", addressReader, mistakes),
    authors: nonEmptyList(
      fields.authors?.map((author, index) => cleanAuthor(author, `/authors/${index}`, addressReader, mistakes)),
    ),
    tags: nonEmptyList([...new Set(fields.tags?.map(nonEmptyLine))]),
    language,
    date_published: readField(fields.date_published, "/date_published", dateReader, mistakes),
    date_modified: readField(fields.date_modified, "/date_modified", dateReader, mistakes),
    attachments: uniqueByUrl(
      nonEmptyList(
        fields.attachments?.map((attachment, index) =>
          cleanAttachment(attachment, `/attachments/${index}`, addressReader, mistakes),
        ),
      ),
    ),
    _courant: cleanExtension(fields._courant, addressReader, mistakes),
  });
  if (!mistakes.refuses && !hasSubstance(draft)) {
    const expected = "it needs a title, a summary, content, an image or an attachment";
    mistakes.add("", () => `the article is empty: ${expected}`, "whole");
  }
  if (mistakes.refuses) throw mistakes.toError();
  return { draft, names: options.names ?? [], ...withoutUndefined({ leftOut: mistakes.describe() }) };
}

function cleanAttachment(
  attachment: Attachment | undefined,
  pointer: string,
  addressReader: FieldReader,
  mistakes: Mistakes,
): Attachment | undefined {
  if (attachment === undefined) return undefined;
  const url = readField(attachment.url, childPointer(pointer, "url"), addressReader, mistakes);
  const type = readField(attachment.mime_type, childPointer(pointer, "mime_type"), mediaTypeReader, mistakes);
  if (url === undefined || type === undefined) return undefined;
  const { title, size_in_bytes, duration_in_seconds } = attachment;
  return {
    url,
    mime_type: type,
    ...withoutUndefined({ title: nonEmptyLine(title), size_in_bytes, duration_in_seconds }),
  };
}

/** Keeps the first attachment of each address. */
function uniqueByUrl(attachments: Attachment[] | undefined): Attachment[] | undefined {
  return attachments?.filter(({ url }, index) => attachments.findIndex((other) => other.url === url) === index);
}

function cleanExtension(
  extension: ShapedDraft["_courant"],
  addressReader: FieldReader,
  mistakes: Mistakes,
): Draft["_courant"] {
  if (extension === undefined) return undefined;
  const {
    image_credit,
    image_description,
    image_width,
    image_height,
    rights,
    podcast,
    expires,
    source,
    feed,
    without_content,
  } = extension;
  return nonEmptyObject({
    image_credit: nonEmptyLine(image_credit),
    image_description: nonEmptyLine(image_description),
    image_width,
    image_height,
    rights: nonEmptyLine(rights),
    podcast: cleanPodcast(podcast, "/_courant/podcast", addressReader, mistakes),
    expires: readField(expires, "/_courant/expires", dateReader, mistakes),
    source: nonEmptyLine(source),
    feed: cleanFeed(feed, "/_courant/feed", addressReader, mistakes),
    without_content: without_content || undefined,
  });
}

function hasSubstance(draft: Draft): boolean {
  const { title, summary, content_html = "", content_text, image, banner_image, attachments } = draft;
  return (
    [title, summary, content_text, image, banner_image, attachments].some((part) => part !== undefined) ||
    /<(?:img|audio|video|source)\b/.test(content_html) ||
    textOf(content_html) !== ""
  );
}
