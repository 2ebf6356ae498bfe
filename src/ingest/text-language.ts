/** Scripts in which one language is written today. Of others, such as Cyrillic or Arabic, nothing can be said. */
const byScript: readonly [language: string, script: RegExp][] = [
  ["el", /\p{Script=Greek}/gu],
  ["he", /\p{Script=Hebrew}/gu],
  ["hy", /\p{Script=Armenian}/gu],
  ["ja", /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu],
  ["ka", /\p{Script=Georgian}/gu],
  ["km", /\p{Script=Khmer}/gu],
  ["ko", /\p{Script=Hangul}/gu],
  ["lo", /\p{Script=Lao}/gu],
  ["ml", /\p{Script=Malayalam}/gu],
  ["ta", /\p{Script=Tamil}/gu],
  ["te", /\p{Script=Telugu}/gu],
  ["th", /\p{Script=Thai}/gu],
];

/** Letters that say too little. */
const minWords = 20;

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/** The language of a text, where its script leaves no doubt: nine letters of ten are in it. BCP 47. */
export function languageOf(text: string): string | undefined {
  const letters = count(text, /[\p{L}\p{M}]/gu);
  if (letters < minWords) return undefined;
  const [language] = byScript.find(([, script]) => count(text, script) > letters * 0.9) ?? [];
  // Han alone is Chinese or many other things; and Yiddish has letters of its own.
  if (language === "ja" && count(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu) < letters / 5) return undefined;
  if (language === "he" && /[\u05F0-\u05F2\uFB1F]|\u05D0[\u05B7\u05B8]/u.test(text)) return undefined;
  return language;
}
