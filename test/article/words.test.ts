import fc from "fast-check";
import { test } from "tap";
import { parseSearch } from "../../src/article/search-query.ts";
import { shortPairsOf } from "../../src/article/word-pairs.ts";
import { foldWords, wordsOf } from "../../src/article/words.ts";

/** Text in many scripts, with marks, joiners, blanks and anything else. */
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      ..."aßİıΣςée\u0301Łæ’-_. \u00AD\u200Dが\u3099カタ東京都会議中华人民共和国ภาษาไทยຫນ한국힣\u1112\u1161हिन्दीمُحمدשָׁ1²½ﬁẞ",
    ),
  }),
);

test("what the words of a text are", async (t) => {
  const cases: Record<string, string> = {
    "Straße, STRASSE, ẞ": "strasse strasse ss",
    "İstanbul Iğdır ısı": "istanbul igdir isi",
    "ΣΊΣΥΦΟΣ σίσυφος": "σισυφοσ σισυφοσ",
    "l’homme don't 3.14 U.S.A. foo_bar": "l homme don t 3 14 u s a foo bar",
    "Łódź Ærø smørrebrød": "lodz aero smorrebrod",
    "co\u00ADoperate e\u0301tude": "cooperate etude",
    東京で会議が開かれた: "東京 で 会議 が 開 か れ た",
    "中华人民共和国 研究生命起源": "中华 人民 共和国 研究 生命 起源",
    ภาษาไทยไม่มีช่องว่าง: "ภาษา ไทย ไม่มี ช่อง ว่าง",
    "한국어 검색": "한국어 검색",
    "हिन्दी में": "हिन्दी में",
    "ｶﾞｲﾄﾞ ガイド かか がか": "ガイド ガイド か か が か",
    "مُحَمَّد שָׁלוֹם": "محمد שלום",
    "!? … —": "",
  };
  for (const [given, words] of Object.entries(cases)) t.equal(wordsOf(given).join(" "), words, given);
  t.equal(wordsOf("x".repeat(5000))[0]?.length, 64);
});

test("folding and words stay as they are when they are folded and divided again", async (t) => {
  fc.assert(
    fc.property(text, (given) => {
      const folded = foldWords(given);
      t.equal(foldWords(folded), folded);
      const words = wordsOf(given);
      t.same(wordsOf(words.join(" ")), words);
      for (const word of words) {
        t.same(wordsOf(word), [word]);
        t.match(word, /^[\p{L}\p{N}\p{M}]{1,64}$/u);
      }
    }),
  );
});

test("outside scripts without blanks, words are those of Intl.Segmenter, divided where there is no letter", async (t) => {
  const segmenter = new Intl.Segmenter("en", { granularity: "word" });
  const spaced = fc.string({ unit: fc.constantFrom(..."abcÀéßΣжЙ12’'._-:;, 한국हמנא", "हि", "न्दी") });
  fc.assert(
    fc.property(spaced, (given) => {
      const segments = Array.from(segmenter.segment(foldWords(given)), ({ segment }) => segment);
      t.same(
        wordsOf(given),
        segments.flatMap((segment) => segment.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []),
      );
    }),
  );
});

test("the beginning of a word finds the word, and any text is a search", async (t) => {
  fc.assert(
    fc.property(text, fc.nat(), (given, length) => {
      for (const word of wordsOf(given)) {
        const letters = [...word];
        const prefix = letters.slice(0, 1 + (length % letters.length)).join("");
        // A blank or a quotation mark is no part of a word, so that the search has one term.
        const [term, ...others] = parseSearch(prefix).all;
        t.same(others, []);
        const [first = ""] = term?.words ?? [];
        t.ok(
          term?.isPrefix && (term.words.length === 1 ? word.startsWith(first) : word.startsWith(term.whole ?? " ")),
          `${prefix} finds ${word}`,
        );
      }
      try {
        parseSearch(given);
      } catch (error) {
        t.match(error, { code: "REQUEST_INVALID" });
      }
    }),
  );
});

test("words, phrases and what a search leaves out", async (t) => {
  const word = (...words: string[]) => ({ words, isPrefix: true });
  const phrase = (...words: string[]) => ({ words, isPrefix: false });
  const cases: Record<string, object> = {
    "Foo  bár": { all: [word("foo"), word("bar")], none: [] },
    '"Foo bar" baz': { all: [phrase("foo", "bar"), word("baz")], none: [] },
    "“foo bar” „baz“": { all: [phrase("foo", "bar"), phrase("baz")], none: [] },
    '-foo -"a b" c-d': { all: [word("c", "d")], none: [word("foo"), phrase("a", "b")] },
    '"open phrase': { all: [phrase("open", "phrase")], none: [] },
    '- -- ! "" \' ': { all: [], none: [] },
    中华人民: { all: [{ ...word("中华", "人民"), whole: "中华人民" }], none: [] },
  };
  for (const [given, expected] of Object.entries(cases)) t.same(parseSearch(given), expected, given);
});

test("a phrase of short words stands in a text exactly if its pairs stand in those of the text", async (t) => {
  t.equal(
    shortPairsOf(wordsOf("One of the few, and the end of it was: nearly to be or maybe not a")).join(" "),
    "one·of of·the the·few few·and and·the the·end end·of of·it it·was · to·be be·or · not·a",
  );
  t.same(shortPairsOf(wordsOf("東京で会議が 한국어 검색 ภาษาไทย of longer a")), []);
  const words = fc.array(fc.constantFrom("a", "of", "the", "with", "東京", "で"), { maxLength: 12 });
  const phrase = fc.array(fc.constantFrom("a", "of", "the"), { minLength: 2, maxLength: 4 });
  const rowOf = (row: readonly string[]) => ` ${row.join(" ")} `;
  fc.assert(
    fc.property(words, phrase, (text, searched) => {
      const isThere = rowOf(text).includes(rowOf(searched));
      t.equal(rowOf(shortPairsOf(text)).includes(rowOf(shortPairsOf(searched))), isThere);
    }),
    { numRuns: 1000 },
  );
});
