import type { AutomaticChannel, AutomaticSetting, Channel, Selection, Site } from "../config/schema.ts";
import type { Facet } from "./terms.ts";

/** The setting that makes channels for the values of a facet. */
export const automaticSettings = {
  tag: "perTag",
  author: "perAuthor",
  language: "perLanguage",
} as const satisfies Record<Facet, AutomaticSetting>;

const selections: Record<Facet, (value: string) => Selection> = {
  tag: (value) => ({ tags: [value] }),
  author: (value) => ({ authors: [value] }),
  language: (value) => ({ language: value }),
};

/** Returns the selection of all articles that have one value of a facet. */
export function automaticSelection(facet: Facet, value: string): Selection {
  return selections[facet](value);
}

/** Makes the channel of all articles that have one value of a facet. */
export function automaticChannel(
  facet: Facet,
  { value, slug }: { value: string; slug: string },
  { atLeast: _, atMost: __, ...settings }: AutomaticChannel,
  site: Site,
): Channel {
  const placeholders = { site: site.title, value };
  const fillIn = (pattern: string) =>
    pattern.replace(/\{(site|value)\}/g, (_, name: keyof typeof placeholders) => placeholders[name]);
  return {
    ...settings,
    slug,
    title: fillIn(settings.title),
    description: fillIn(settings.description),
    select: automaticSelection(facet, value),
    ...(facet === "language" && { language: value }),
  };
}
