const englishNames = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** Languages in which servers write dates that should be in English. An earlier one wins where two use the same word. */
const languages = [
  "de",
  "de-AT",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "pl",
  "cs",
  "sv",
  "da",
  "nb",
  "fi",
  "hu",
  "el",
  "ru",
  "uk",
  "tr",
];

let otherNames: ReadonlyMap<string, string> | undefined;

/**
 * Returns the number of a month, in two digits, by its name or the beginning of its English name; undefined for other
 * words.
 */
export function monthOf(word: string): string | undefined {
  const name = normalise(word);
  if (name.length < 3) return undefined;
  const index = englishNames.findIndex((each) => each.startsWith(name));
  if (index !== -1) return numberOf(index);
  // Made when the first such date comes, because it takes time.
  otherNames ??= namesInOtherLanguages();
  return otherNames.get(name);
}

/** Names stand alone, shortened, and in the case that they have beside a day. */
function namesInOtherLanguages(): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  for (const language of languages) {
    for (const style of ["long", "short"] as const) {
      for (const day of [undefined, "numeric"] as const) {
        const format = new Intl.DateTimeFormat(language, { month: style, day, timeZone: "UTC" });
        for (const index of englishNames.keys()) {
          const parts = format.formatToParts(Date.UTC(2001, index, 1));
          const name = normalise(parts.find(({ type }) => type === "month")?.value ?? "");
          if (!numbers.has(name)) numbers.set(name, numberOf(index));
        }
      }
    }
  }
  return numbers;
}

function numberOf(index: number): string {
  return String(index + 1).padStart(2, "0");
}

/** Removes accents and dots, and makes letters small. */
function normalise(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[\p{M}.]/gu, "")
    .toLowerCase();
}
