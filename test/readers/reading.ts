import type { FormatName } from "../../src/render/format.ts";

export type Enclosure = { url: string; type: string | undefined; length: number | undefined };

/** An article as a reader shows it. A member that it does not show is undefined, or an empty list. */
export type Item = {
  id: string | undefined;
  title: string | undefined;
  link: string | undefined;
  /** RFC 3339 in UTC, to the second. */
  published: string | undefined;
  /** RFC 3339 in UTC, to the second. */
  updated: string | undefined;
  /** Names. */
  authors: string[];
  tags: string[];
  /** Plain text. */
  summary: string | undefined;
  /** HTML. */
  content: string | undefined;
  image: string | undefined;
  /** Lengths in bytes; RSS says 0 where a length is not known. */
  enclosures: Enclosure[];
  language: string | undefined;
};
export type Field = keyof Item;

/** An item of which nothing is shown. */
export const nothing: Item = {
  id: undefined,
  title: undefined,
  link: undefined,
  published: undefined,
  updated: undefined,
  authors: [],
  tags: [],
  summary: undefined,
  content: undefined,
  image: undefined,
  enclosures: [],
  language: undefined,
};
export const fields = Object.keys(nothing) as Field[];

export type Reading = { title: string | undefined; items: Item[] };

/** A program or package that reads feeds. */
export type Reader = {
  name: string;
  formats: readonly FormatName[];
  /** Why this machine cannot run it. */
  missing?: string | undefined;
  read(document: string, format: FormatName): Promise<Reading>;
};

/** Text that is there. */
export function filled(text: string | null | undefined): string | undefined {
  return text || undefined;
}

/** A date in any spelling that JavaScript reads, to the second. */
export function second(date: string | Date | null | undefined): string | undefined {
  return date ? `${new Date(date).toISOString().slice(0, 19)}Z` : undefined;
}

export function enclosure(url: string | undefined, type?: string | null, length?: string | number | null): Enclosure[] {
  if (!url) return [];
  return [
    { url, type: type || undefined, length: length === undefined || length === null ? undefined : Number(length) },
  ];
}

/** Returns a list of a value that stands alone or in a list. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}
