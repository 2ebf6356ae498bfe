import { utcDate } from "./date.ts";
import { formatCount, limits } from "./limits.ts";
import { describeMismatch, type Mistakes } from "./mistakes.ts";
import { oneLine, xmlSafe } from "./plain-text.ts";
import { absoluteUrl, mailtoUrl } from "./url.ts";

/*
 * Readers of single fields of an article: each one checks and cleans one kind of text.
 */

/** Cleans text of one kind; `read` returns undefined for any other text. `expected` describes valid text in messages. */
export type FieldReader = { expected: string; read: (text: string) => string | undefined; isAddress?: boolean };

const expectedAddress = `an http or https address of at most ${formatCount(limits.url)} characters, without control characters`;

/** Reads addresses and makes them absolute against `base`. */
export function createUrlReader(base: string): FieldReader {
  return { expected: expectedAddress, read: (text) => absoluteUrl(text, base), isAddress: true };
}

/** Reads addresses of authors: http(s), or an email address as a URL (JSON Feed 1.1, `authors`). */
export function createContactReader({ expected, read, ...kind }: FieldReader): FieldReader {
  return {
    ...kind,
    expected: `${expected}, or mailto: with an email address`,
    read: (text) => mailtoUrl(text) ?? read(text),
  };
}

export const idReader: FieldReader = {
  expected: `text of 1 to ${formatCount(limits.id)} characters, without control characters, and not . or .., because no address can contain them`,
  read: (text) => {
    const id = text.trim();
    // An article that came without an id uses its address as its id, and that may be longer.
    const fits = id.length <= limits.id || absoluteUrl(id, id) === id;
    return fits && !/^\.{0,2}$/.test(id) && id === xmlSafe(id) && !/\p{Cc}/u.test(id) ? id : undefined;
  },
};

export const dateReader: FieldReader = {
  expected: "a date that exists, as in RFC 3339: 2025-09-02T10:00:00Z, or 2025-09-02 for midnight UTC",
  read: utcDate,
};

export const languageReader: FieldReader = {
  expected: "a BCP 47 language tag, for example en or pt-BR",
  read: (text) => {
    try {
      return Intl.getCanonicalLocales(text.trim())[0];
    } catch {
      return undefined;
    }
  },
};

/** RFC 9110, section 8.3.1. */
const mediaTypePattern = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"\\\p{Cc}]*"))*$/u;

export const mediaTypeReader: FieldReader = {
  expected: "a media type, for example audio/mpeg",
  read: (text) => (mediaTypePattern.test(text.trim()) ? oneLine(text) : undefined),
};

/** Reads a field. Text that the reader does not accept is added to the mistakes, and the result is undefined. */
export function readField(
  text: string | undefined,
  pointer: string,
  reader: FieldReader,
  mistakes: Mistakes,
): string | undefined {
  if (text === undefined) return undefined;
  const value = reader.read(text);
  if (value === undefined) {
    mistakes.add(pointer, () => describeMismatch(text, reader.expected), reader.isAddress ? "address" : "part");
  }
  return value;
}

/** Folds text to one line. Returns undefined when nothing is left. */
export function nonEmptyLine(text: string | undefined): string | undefined {
  return nonEmptyText(oneLine(text ?? ""));
}

/** Returns the text, or undefined when it is empty. */
export function nonEmptyText(text: string): string | undefined {
  return text === "" ? undefined : text;
}

/** Drops the gaps of a list. Returns undefined when nothing is left. */
export function nonEmptyList<T>(items: readonly (T | undefined)[] | undefined): T[] | undefined {
  const defined = items?.filter((item) => item !== undefined);
  return defined?.length ? defined : undefined;
}

type WithoutUndefined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Copies an object without its undefined members. */
export function withoutUndefined<T extends object>(object: T): WithoutUndefined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as WithoutUndefined<T>;
}

/** Copies an object without its undefined members. Returns undefined when none is left. */
export function nonEmptyObject<T extends object>(object: T): WithoutUndefined<T> | undefined {
  const defined = withoutUndefined(object);
  return Object.keys(defined).length > 0 ? defined : undefined;
}
