import type { Automatic, Channel, ConfigFile, Selection, Site } from "../config/schema.ts";
import type { Facet } from "./terms.ts";

/** Where the configuration says how the channels of a facet's values are made. */
export const automaticSettings = {
  tag: ({ perTag }) => perTag,
  author: ({ perAuthor }) => perAuthor,
  language: ({ perLanguage }) => perLanguage,
} as const satisfies Record<Facet, (config: ConfigFile) => Automatic | undefined>;

const selections: Record<Facet, (value: string) => Selection> = {
  tag: (value) => ({ tags: [value] }),
  author: (value) => ({ authors: [value] }),
  language: (value) => ({ language: value }),
};

/** The channel of everything that has one value of a facet. */
export function automaticChannel(
  facet: Facet,
  { value, slug }: { value: string; slug: string },
  settings: Automatic,
  site: Site,
): Channel {
  const said = { site: site.title, value };
  const fill = (pattern: string) => pattern.replace(/\{(site|value)\}/g, (_, name: keyof typeof said) => said[name]);
  return {
    ...settings,
    slug,
    title: fill(settings.title),
    description: fill(settings.description),
    select: selections[facet](value),
    ...(facet === "language" && { language: value }),
  };
}
