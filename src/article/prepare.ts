import type { Attachment, Author, Draft } from "./article.ts";
import { utcDate } from "./date.ts";
import { counted, limits } from "./limits.ts";
import { child, found, Mistakes } from "./mistakes.ts";
import { oneLine, textOf, xmlSafe } from "./plain-text.ts";
import { sanitise } from "./sanitise.ts";
import { shapeOf } from "./shape.ts";
import { absoluteUrl } from "./url.ts";

/**
 * A draft that has passed every check, and what it is known by beside its id and URL: `file:` and a file's name,
 * `headline:` and the headline, `content:` and a hash. Tried in that order when neither id nor URL finds an article.
 */
export type Prepared = { draft: Draft; names: readonly string[] };

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
export function prepare(input: unknown, options: PrepareOptions): Prepared {
  const mistakes = new Mistakes();
  const typed = shapeOf(input, mistakes);
  const address = read(typed.url, "/url", urlReader(options.baseUrl), mistakes);
  const url = address?.startsWith(`${options.origin}/articles/`) ? undefined : address;
  const base = url ?? options.baseUrl;
  const asUrl = urlReader(base);
  const draft: Draft = present({
    id: read(typed.id, "/id", asId, mistakes),
    url,
    external_url: read(typed.external_url, "/external_url", asUrl, mistakes),
    title: line(typed.title),
    summary: line(typed.summary),
    content_html: filled(sanitise(typed.content_html ?? "", base)),
    content_text: filled(
      xmlSafe(typed.content_text ?? "")
        .replace(/\r\n?/g, "\n")
        .trim(),
    ),
    image: read(typed.image, "/image", asUrl, mistakes),
    banner_image: read(typed.banner_image, "/banner_image", asUrl, mistakes),
    authors: list(typed.authors?.map((author, index) => cleanAuthor(author, `/authors/${index}`, asUrl, mistakes))),
    tags: list([...new Set(typed.tags?.map(line))]),
    language: read(typed.language, "/language", asLanguage, mistakes),
    date_published: read(typed.date_published, "/date_published", asDate, mistakes),
    date_modified: read(typed.date_modified, "/date_modified", asDate, mistakes),
    attachments: list(
      typed.attachments?.map((attachment, index) =>
        cleanAttachment(attachment, `/attachments/${index}`, asUrl, mistakes),
      ),
    ),
    _courant: members({
      image_credit: line(typed._courant?.image_credit),
      image_description: line(typed._courant?.image_description),
      expires: read(typed._courant?.expires, "/_courant/expires", asDate, mistakes),
      source: line(typed._courant?.source),
    }),
  });
  if (!mistakes.any && !saysSomething(draft)) {
    mistakes.add("", () => "the article says nothing: it needs a title, a summary, content, an image or an attachment");
  }
  if (mistakes.any) throw mistakes.toError();
  return { draft, names: options.names ?? [] };
}

type Reader = { expected: string; read: (typed: string) => string | undefined };

function urlReader(base: string): Reader {
  const expected = `an http or https address of at most ${counted(limits.url)} characters, without blanks`;
  return { expected, read: (typed) => absoluteUrl(typed, base) };
}

const asId: Reader = {
  expected: `text of 1 to ${counted(limits.id)} characters, without control characters, and not . or .., which no address can hold`,
  read: (typed) => {
    const id = typed.trim();
    return !/^\.{0,2}$/.test(id) && id.length <= limits.id && id === xmlSafe(id) && !/\p{Cc}/u.test(id)
      ? id
      : undefined;
  },
};

const asDate: Reader = {
  expected: "a date that exists, as in RFC 3339: 2025-09-02T10:00:00Z, or 2025-09-02 for midnight UTC",
  read: utcDate,
};

const asLanguage: Reader = {
  expected: "a BCP 47 language tag, for example en or pt-BR",
  read: (typed) => {
    try {
      return Intl.getCanonicalLocales(typed.trim())[0];
    } catch {
      return undefined;
    }
  },
};

function read(typed: string | undefined, pointer: string, reader: Reader, mistakes: Mistakes): string | undefined {
  if (typed === undefined) return undefined;
  const value = reader.read(typed);
  if (value === undefined) mistakes.add(pointer, () => found(typed, reader.expected));
  return value;
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
    url: read(author.url, child(pointer, "url"), asUrl, mistakes),
    avatar: read(author.avatar, child(pointer, "avatar"), asUrl, mistakes),
  });
}

/** RFC 9110, section 8.3.1. */
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"\\\p{Cc}]*"))*$/u;

const asMediaType: Reader = {
  expected: "a media type, for example audio/mpeg",
  read: (typed) => (mediaType.test(typed.trim()) ? oneLine(typed) : undefined),
};

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

function saysSomething(draft: Draft): boolean {
  const { title, summary, content_html = "", content_text, image, banner_image, attachments } = draft;
  const shows = /<(?:img|audio|video|source)\b/.test(content_html) || textOf(content_html) !== "";
  return shows || [title, summary, content_text, image, banner_image, attachments].some((part) => part !== undefined);
}

function line(text: string | undefined): string | undefined {
  return filled(oneLine(text ?? ""));
}

function filled(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function list<T>(items: readonly (T | undefined)[] | undefined): T[] | undefined {
  const there = items?.filter((item) => item !== undefined);
  return there?.length ? there : undefined;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** An object without its undefined members. */
function present<T extends object>(object: T): Present<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** The same, or undefined where none is left. */
function members<T extends object>(object: T): Present<T> | undefined {
  const there = present(object);
  return Object.keys(there).length > 0 ? there : undefined;
}
