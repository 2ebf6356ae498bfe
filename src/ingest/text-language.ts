/** Scripts that only one language uses today. Others, such as Cyrillic or Arabic, do not tell the language. */
const scriptsByLanguage: readonly [language: string, script: RegExp][] = [
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

/** Fewer letters are no evidence. */
const minLetters = 20;

const countMatches = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/** Detects the language of a text by its script, if nine of ten letters are in that script. BCP 47. */
export function detectLanguage(text: string): string | undefined {
  const letters = countMatches(text, /[\p{L}\p{M}]/gu);
  if (letters < minLetters) return undefined;
  const [language] = scriptsByLanguage.find(([, script]) => countMatches(text, script) > letters * 0.9) ?? [];
  // Han alone may be Chinese and other languages, and Yiddish has letters of its own.
  if (language === "ja" && countMatches(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu) < letters / 5)
    return undefined;
  if (language === "he" && /[\u05F0-\u05F2\uFB1F]|\u05D0[\u05B7\u05B8]/u.test(text)) return undefined;
  return language;
}
