/**
 * What a page says of its article in one of the ways there are. Nothing of it is checked yet: dates, addresses and languages
 * may be none.
 */
export type Said = {
  /** Whether it says that it is an article, or that it is none. */
  isArticle?: boolean | undefined;
  url?: string | undefined;
  title?: string | undefined;
  summary?: string | undefined;
  authors?: { name: string; url?: string }[] | undefined;
  published?: string | undefined;
  modified?: string | undefined;
  image?: SaidImage | undefined;
  tags?: string[] | undefined;
  language?: string | undefined;
  siteName?: string | undefined;
};

export type SaidImage = {
  url?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  description?: string | undefined;
  credit?: string | undefined;
};

/** The first of each that says something. */
export function firstSaid<Name extends keyof Said>(name: Name, all: readonly Said[]): Said[Name] {
  return all
    .map((said) => said[name])
    .find((value) => {
      if (Array.isArray(value)) return value.length > 0;
      if (typeof value === "object") return value.url !== undefined && value.url !== "";
      return value !== undefined && value !== "";
    });
}
