import type { FormatName } from "../../src/render/format.ts";

/** The part of a document that a walker needs: its items in order, and the next address. */
export type Step = { ids: string[]; titles: string[]; previous: string | undefined };

const origin = "https://feeds.example";

/** Reads a document with nothing but regular expressions: the walker must not hang on a parser's help. */
export function stepOf(document: string, format: FormatName): Step {
  if (format === "json") {
    const feed = JSON.parse(document) as { next_url?: string; items: { id: string; title?: string }[] };
    return {
      ids: feed.items.map(({ id }) => id),
      titles: feed.items.map(({ title }) => title ?? ""),
      previous: pathOf(feed.next_url),
    };
  }
  const item = format === "rss" ? "item" : "entry";
  const items = [...document.matchAll(new RegExp(`<${item}[ >].*?</${item}>`, "gs"))].map(([text]) => text);
  const inside = (name: string) => items.map((text) => new RegExp(`<${name}[^>]*>([^<]*)<`).exec(text)?.[1] ?? "");
  const [link] = document.match(/<(?:atom:)?link rel="prev-archive"[^>]*>/) ?? [];
  return {
    ids: inside(format === "rss" ? "guid" : "id"),
    titles: inside("title"),
    previous: pathOf(/href="([^"]*)"/.exec(link ?? "")?.[1]),
  };
}

/** The path of an address of the service under test. */
function pathOf(address: string | undefined): string | undefined {
  return address?.startsWith(origin) ? address.slice(origin.length) : address;
}

/**
 * Walks from a subscription document to the end.
 * @param read gives the text at a path
 * @throws when a link leads nowhere, or in a circle
 */
export async function walk(
  subscription: string,
  format: FormatName,
  read: (path: string) => Promise<string | undefined>,
): Promise<Omit<Step, "previous"> & { oldest: string | undefined }> {
  const visited = new Set<string>();
  let step = stepOf(subscription, format);
  const found = { ids: [...step.ids], titles: [...step.titles] };
  while (step.previous !== undefined) {
    if (visited.has(step.previous)) throw new Error(`a circle at ${step.previous}`);
    visited.add(step.previous);
    const document = await read(step.previous);
    if (document === undefined) throw new Error(`nothing at ${step.previous}`);
    step = stepOf(document, format);
    found.ids.push(...step.ids);
    found.titles.push(...step.titles);
  }
  return { ...found, oldest: [...visited].at(-1) };
}
