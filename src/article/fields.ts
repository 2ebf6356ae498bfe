import { utcDate } from "./date.ts";
import { counted, limits } from "./limits.ts";
import { found, type Mistakes } from "./mistakes.ts";
import { oneLine, xmlSafe } from "./plain-text.ts";
import { absoluteUrl, mailtoUrl } from "./url.ts";

/*
 * How single fields of an article are read and cleaned.
 */

/** Reads text of one kind: undefined where it is none. `expected` says what it should have been. */
export type Reader = { expected: string; read: (typed: string) => string | undefined };

/** Addresses, made absolute against `base`. */
export function urlReader(base: string): Reader {
  const expected = `an http or https address of at most ${counted(limits.url)} characters, without blanks`;
  return { expected, read: (typed) => absoluteUrl(typed, base) };
}

/** Where an author is found: an address, or an email address as a URL (JSON Feed 1.1, `authors`). */
export function contactReader({ expected, read }: Reader): Reader {
  return {
    expected: `${expected}, or mailto: with an email address`,
    read: (typed) => mailtoUrl(typed) ?? read(typed),
  };
}

export const asId: Reader = {
  expected: `text of 1 to ${counted(limits.id)} characters, without control characters, and not . or .., which no address can hold`,
  read: (typed) => {
    const id = typed.trim();
    // An article that came without an id has its address for one, which may be longer.
    const fits = id.length <= limits.id || absoluteUrl(id, id) === id;
    return fits && !/^\.{0,2}$/.test(id) && id === xmlSafe(id) && !/\p{Cc}/u.test(id) ? id : undefined;
  },
};

export const asDate: Reader = {
  expected: "a date that exists, as in RFC 3339: 2025-09-02T10:00:00Z, or 2025-09-02 for midnight UTC",
  read: utcDate,
};

export const asLanguage: Reader = {
  expected: "a BCP 47 language tag, for example en or pt-BR",
  read: (typed) => {
    try {
      return Intl.getCanonicalLocales(typed.trim())[0];
    } catch {
      return undefined;
    }
  },
};

/** RFC 9110, section 8.3.1. */
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"\\\p{Cc}]*"))*$/u;

export const asMediaType: Reader = {
  expected: "a media type, for example audio/mpeg",
  read: (typed) => (mediaType.test(typed.trim()) ? oneLine(typed) : undefined),
};

/** What a reader makes of text; where it makes nothing of it, a mistake. */
export function read(
  typed: string | undefined,
  pointer: string,
  reader: Reader,
  mistakes: Mistakes,
): string | undefined {
  if (typed === undefined) return undefined;
  const value = reader.read(typed);
  if (value === undefined) mistakes.add(pointer, () => found(typed, reader.expected));
  return value;
}

/** Text on one line; undefined where none is left. */
export function line(text: string | undefined): string | undefined {
  return filled(oneLine(text ?? ""));
}

/** Text, or undefined where it is empty. */
export function filled(text: string): string | undefined {
  return text === "" ? undefined : text;
}

/** A list without its gaps; undefined where nothing is left. */
export function list<T>(items: readonly (T | undefined)[] | undefined): T[] | undefined {
  const there = items?.filter((item) => item !== undefined);
  return there?.length ? there : undefined;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** An object without its undefined members. */
export function present<T extends object>(object: T): Present<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** An object without its undefined members; undefined where none is left. */
export function members<T extends object>(object: T): Present<T> | undefined {
  const there = present(object);
  return Object.keys(there).length > 0 ? there : undefined;
}
