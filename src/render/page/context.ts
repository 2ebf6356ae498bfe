import type { Texts } from "../../language/en.ts";
import { pageLanguageFor } from "../../language/languages.ts";

/** The settings that all pages need. */
export type PageContext = {
  /** The public address, without a trailing slash. */
  baseUrl: string;
  /** Formats RFC 3339 dates in the language and the time zone of the site, for example `2 September 2025`. */
  formatDate: (date: string) => string;
  /** Compares two words as people on the site order them: `part 9` stands before `part 10`. */
  compare: (a: string, b: string) => number;
  /** The language (BCP 47) of Courant's own words, and the words. */
  language: string;
  texts: Texts["publicPages"];
};

/**
 * Creates the settings of all pages. It takes as long as a page does, so a builder calls it once.
 * @param settings.language the language of the site (BCP 47)
 */
export function createPageContext(settings: { baseUrl: string; language: string; timezone: string }): PageContext {
  const { baseUrl, language, timezone } = settings;
  const dates = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: timezone });
  const { compare } = new Intl.Collator(language, { numeric: true });
  const { tag, texts } = pageLanguageFor(language);
  return {
    baseUrl,
    formatDate: (date) => dates.format(new Date(date)),
    compare,
    language: tag,
    texts: texts.publicPages,
  };
}
