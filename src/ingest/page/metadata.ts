import { nonEmptyList, withoutUndefined } from "../../article/fields.ts";

export type Picture = {
  url: string;
  width?: number | undefined;
  height?: number | undefined;
  credit?: string | undefined;
  description?: string | undefined;
};

/** `isOrganisation`: the page says so. */
export type PageAuthor = { name: string; url?: string | undefined; isOrganisation?: boolean };

/** The metadata of a page's article from one source, such as JSON-LD. As written: addresses may be relative. */
export type PageMetadata = {
  urls?: string[] | undefined;
  title?: string | undefined;
  authors?: PageAuthor[] | undefined;
  /** Dates as the page writes them, the best one first. */
  published?: string[] | undefined;
  modified?: string[] | undefined;
  language?: string | undefined;
  image?: Picture | undefined;
  summary?: string | undefined;
  tags?: string[] | undefined;
};

/** Takes each field from the first source that has it, and addresses and dates from all sources, in order. */
export function mergeMetadata(sources: readonly PageMetadata[]): PageMetadata {
  const fields = sources.toReversed().flatMap((source) => Object.entries(withoutUndefined(source)));
  const merged: PageMetadata = Object.fromEntries(fields);
  return {
    ...merged,
    urls: sources.flatMap(({ urls = [] }) => urls),
    published: sources.flatMap(({ published = [] }) => published),
    modified: sources.flatMap(({ modified = [] }) => modified),
  };
}

/** Tells whether a list of people names everybody whom another one names, and more. */
export function hasAllOf(more: readonly { name: string }[], fewer: readonly { name: string }[]): boolean {
  const names = new Set(more.map(({ name }) => name.toLowerCase()));
  return more.length > fewer.length && fewer.every(({ name }) => names.has(name.toLowerCase()));
}

/** Splits lists of words at their commas. Each word is returned once. */
export function splitKeywords(lists: readonly string[]): string[] | undefined {
  const words = lists.flatMap((list) => list.split(/[,;、，]/)).map((word) => word.replace(/\s+/g, " ").trim());
  const seen = new Map(
    words.filter((word) => word !== "" && word.length <= 100).map((word) => [word.toLowerCase(), word]),
  );
  return nonEmptyList([...seen.values()].slice(0, 50));
}

/** Reads a number of pixels as pages write it. */
export function parsePixels(value: unknown): number | undefined {
  const number = Number(String(value ?? "").replace(/px$/, ""));
  return Number.isInteger(number) && number >= 1 && number <= 100_000 ? number : undefined;
}
