import { list, present } from "../../article/fields.ts";

export type Picture = {
  url: string;
  width?: number | undefined;
  height?: number | undefined;
  credit?: string | undefined;
  description?: string | undefined;
};

/** What a page says of its article in one of the ways in which pages do. As typed: addresses may be relative. */
export type PageMetadata = {
  urls?: string[] | undefined;
  title?: string | undefined;
  authors?: { name: string; url?: string | undefined }[] | undefined;
  published?: string | undefined;
  modified?: string | undefined;
  language?: string | undefined;
  image?: Picture | undefined;
  summary?: string | undefined;
  tags?: string[] | undefined;
};

/** Of each field what the first says that says anything; all addresses, in order. */
export function mergeMetadata(ways: readonly PageMetadata[]): PageMetadata {
  const said: PageMetadata = {};
  for (const way of [...ways].reverse()) Object.assign(said, present(way));
  return { ...said, urls: ways.flatMap(({ urls = [] }) => urls) };
}

/** Words that stand between commas, each once. */
export function keywords(typed: readonly string[]): string[] | undefined {
  const words = typed.flatMap((each) => each.split(/[,;、，]/)).map((word) => word.replace(/\s+/g, " ").trim());
  const seen = new Map(
    words.filter((word) => word !== "" && word.length <= 100).map((word) => [word.toLowerCase(), word]),
  );
  return list([...seen.values()].slice(0, 50));
}

/** A number of pixels as pages write it. */
export function pixels(typed: unknown): number | undefined {
  const number = Number(String(typed ?? "").replace(/px$/, ""));
  return Number.isInteger(number) && number >= 1 && number <= 100_000 ? number : undefined;
}
