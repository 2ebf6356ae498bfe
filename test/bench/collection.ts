import { rm } from "node:fs/promises";
import { makeArticles } from "./articles.ts";
import { importArticles, type Place, prepareCourant } from "./servers/courant.ts";

/** Articles in each document: what Courant and Hugo both are told. */
export const perDocument = 50;

/** The tags of channels, which are their slugs too. */
export function slugsOf(channels: number): string[] {
  return Array.from({ length: channels }, (_, index) => `channel-${index}`);
}

/** Nothing runs by itself while something is measured, and 50 articles of 4.8 kB have room. */
export function configFor(slugs: readonly string[], more: readonly string[] = [], settings = ""): string {
  const channels = slugs.map(
    (slug) =>
      `  - { slug: ${slug}, title: ${slug}, description: d, maxBytes: 300000, select: { tags: [${slug}] }${settings} }`,
  );
  return ['schedule: { cron: "0 0 1 1 *" }', "channels:", ...channels, ...more].join("\n");
}

/** A minute apart, the last just before 2026, each with the tag of the next channel. The same every time. */
export function* taggedArticles(count: number, slugs: readonly string[]) {
  let index = 0;
  for (const article of makeArticles(count)) {
    const date = new Date(Date.UTC(2026, 0, 1) - (count - index) * 60_000);
    yield { ...article, date_published: date.toISOString(), tags: [slugs[index % slugs.length] ?? ""] };
    index++;
  }
}

/**
 * A collection with its channels by tag, without archives, as a generator of sites makes none either.
 * @returns where it is, with nothing published
 */
export async function prepareCollection(folder: string, articles: number, slugs: readonly string[]): Promise<Place> {
  const place = await prepareCourant(folder, configFor(slugs, [], ", archive: false"));
  await importArticles(place, taggedArticles(articles, slugs));
  await rm(place.feeds, { recursive: true });
  return place;
}
