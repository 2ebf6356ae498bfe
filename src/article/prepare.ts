import type { Attachment, Author, Draft } from "./article.ts";
import { withoutDirection } from "./direction.ts";
import type { ArticleMemory } from "./export-record.ts";
import {
  asDate,
  asId,
  asLanguage,
  asMediaType,
  contactReader,
  filled,
  line,
  list,
  members,
  present,
  type Reader,
  read,
  urlReader,
} from "./fields.ts";
import { child, Mistakes } from "./mistakes.ts";
import { textOf, xmlSafe } from "./plain-text.ts";
import { cleanPodcast } from "./prepare-podcast.ts";
import { sanitise } from "./sanitise.ts";
import { type ShapedDraft, shapeOf } from "./shape.ts";

/**
 * A draft that has passed every check, and what it is known by beside its id and URL: `file:` and a file's name,
 * `headline:` and the headline, `content:` and a hash, `starter:` and its place among the starter articles. Tried in that
 * order when neither id nor URL finds an article.
 * `kept`: what another collection exported of it, for one that does not have the article yet; the names are all it had.
 */
export type PreparedArticle = {
  draft: Draft;
  names: readonly string[];
  kept?: Omit<ArticleMemory, "names"> | undefined;
};

export type PrepareOptions = {
  /** The site's home page, against which relative URLs resolve where the article has no URL of its own. */
  baseUrl: string;
  /** This service's own public origin: an article that says it is at its permalink page there has no URL of its own. */
  origin?: string | undefined;
  names?: readonly string[];
};

/**
 * Checks and cleans an article, from whatever came in: the only door into the collection. The input is not changed.
 * @throws ARTICLE_INVALID with the mistakes: where (a JSON pointer), what was found, what was expected
 */
export function prepare(input: unknown, options: PrepareOptions): PreparedArticle {
  const mistakes = new Mistakes();
  const typed = shapeOf(input, mistakes);
  const address = read(typed.url, "/url", urlReader(options.baseUrl), mistakes);
  const url = address?.startsWith(`${options.origin}/articles/`) ? undefined : address;
  const base = url ?? options.baseUrl;
  const asUrl = urlReader(base);
  const language = read(typed.language, "/language", asLanguage, mistakes);
  const content = sanitise(typed.content_html ?? "", base);
  const draft: Draft = present({
    id: read(typed.id, "/id", asId, mistakes),
    url,
    external_url: read(typed.external_url, "/external_url", asUrl, mistakes),
    title: line(typed.title),
    summary: line(typed.summary),
    content_html: filled(language === undefined ? content : withoutDirection(content, language)),
    content_text: filled(
      xmlSafe((!typed._courant?.without_content && typed.content_text) || "")
        .replace(/\r\n?/g, "\n")
        .trim(),
    ),
    image: read(typed.image, "/image", asUrl, mistakes),
    banner_image: read(typed.banner_image, "/banner_image", asUrl, mistakes),
    authors: list(typed.authors?.map((author, index) => cleanAuthor(author, `/authors/${index}`, asUrl, mistakes))),
    tags: list([...new Set(typed.tags?.map(line))]),
    language,
    date_published: read(typed.date_published, "/date_published", asDate, mistakes),
    date_modified: read(typed.date_modified, "/date_modified", asDate, mistakes),
    attachments: eachOnce(
      list(
        typed.attachments?.map((attachment, index) =>
          cleanAttachment(attachment, `/attachments/${index}`, asUrl, mistakes),
        ),
      ),
    ),
    _courant: cleanExtension(typed._courant, asUrl, mistakes),
  });
  if (!mistakes.any && !saysSomething(draft)) {
    mistakes.add("", () => "the article says nothing: it needs a title, a summary, content, an image or an attachment");
  }
  if (mistakes.any) throw mistakes.toError();
  return { draft, names: options.names ?? [] };
}

function cleanAuthor(
  author: Author | undefined,
  pointer: string,
  asUrl: Reader,
  mistakes: Mistakes,
): Author | undefined {
  if (author === undefined) return undefined;
  return members({
    name: line(author.name),
    url: read(author.url, child(pointer, "url"), contactReader(asUrl), mistakes),
    avatar: read(author.avatar, child(pointer, "avatar"), asUrl, mistakes),
  });
}

function cleanAttachment(
  attachment: Attachment | undefined,
  pointer: string,
  asUrl: Reader,
  mistakes: Mistakes,
): Attachment | undefined {
  if (attachment === undefined) return undefined;
  const url = read(attachment.url, child(pointer, "url"), asUrl, mistakes);
  const type = read(attachment.mime_type, child(pointer, "mime_type"), asMediaType, mistakes);
  if (url === undefined || type === undefined) return undefined;
  const { title, size_in_bytes, duration_in_seconds } = attachment;
  return { url, mime_type: type, ...present({ title: line(title), size_in_bytes, duration_in_seconds }) };
}

/** Of attachments with one address, the first. */
function eachOnce(attachments: Attachment[] | undefined): Attachment[] | undefined {
  return attachments?.filter(({ url }, index) => attachments.findIndex((other) => other.url === url) === index);
}

function cleanExtension(typed: ShapedDraft["_courant"], asUrl: Reader, mistakes: Mistakes): Draft["_courant"] {
  if (typed === undefined) return undefined;
  const {
    image_credit,
    image_description,
    image_width,
    image_height,
    rights,
    podcast,
    expires,
    source,
    without_content,
  } = typed;
  return members({
    image_credit: line(image_credit),
    image_description: line(image_description),
    image_width,
    image_height,
    rights: line(rights),
    podcast: cleanPodcast(podcast, "/_courant/podcast", asUrl, mistakes),
    expires: read(expires, "/_courant/expires", asDate, mistakes),
    source: line(source),
    without_content: without_content || undefined,
  });
}

function saysSomething(draft: Draft): boolean {
  const { title, summary, content_html = "", content_text, image, banner_image, attachments } = draft;
  const shows = /<(?:img|audio|video|source)\b/.test(content_html) || textOf(content_html) !== "";
  return shows || [title, summary, content_text, image, banner_image, attachments].some((part) => part !== undefined);
}
