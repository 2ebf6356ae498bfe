import { de } from "./de.ts";
import { en, type Texts } from "./en.ts";

/** A language of pages, by its BCP 47 tag. */
export type Language = { tag: string; texts: Texts };

export const languages: readonly Language[] = [
  { tag: "en", texts: en },
  { tag: "de", texts: de },
];

/** Returns the language that pages have on a site with a language (BCP 47), English if there is no better. */
export function pageLanguageFor(siteLanguage: string): Language {
  const [primary] = siteLanguage.toLowerCase().split("-");
  return languages.find(({ tag }) => tag === primary) ?? { tag: "en", texts: en };
}
