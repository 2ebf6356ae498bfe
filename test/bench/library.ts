import { randomNumbers } from "./articles.ts";
import { type Vocabulary, vocabularies } from "./vocabularies.ts";

/*
 * A collection as an editorial desk has it: articles of 2 to 5 kB in five languages. The words follow Zipf's law: the word
 * in place n is met n times less often than the first.
 */

const authors = Array.from({ length: 200 }, (_, index) => `Writer ${index} Moreau`);
const sections = ["news", "culture", "science", "sport", "opinion"];

/** @returns articles, an hour apart up to the end of 2025; a hundredth has expired. The same every time */
export function* libraryArticles(count: number) {
  const random = randomNumbers(count);
  for (let index = 0; index < count; index++) {
    const vocabulary = pickVocabulary(random() * 100);
    const { language } = vocabulary;
    const prose = writerOf(vocabulary, random);
    const bytes = 2000 + random() * 3000;
    const paragraphs: string[] = [];
    for (let size = 0; size < bytes; size += Buffer.byteLength(paragraphs.at(-1) ?? "")) {
      paragraphs.push(`<p>${prose(60)}</p>`);
    }
    yield {
      id: `https://site.example/library/${index}`,
      url: `https://site.example/library/${index}`,
      language,
      title: prose(8),
      summary: prose(20),
      content_html: paragraphs.join("\n"),
      date_published: new Date(Date.UTC(2026, 0, 1) - (count - index) * 3_600_000).toISOString(),
      date_modified: new Date(Date.UTC(2026, 0, 1) - Math.floor(random() * count) * 60_000).toISOString(),
      authors: [{ name: authors[zipf(random, authors.length)] ?? "" }],
      tags: [sections[index % sections.length] ?? "", ...(index % 1000 === 0 ? ["rare"] : [])],
      ...(index % 100 === 1 && { _courant: { expires: new Date(Date.UTC(2026, 1, 1)).toISOString() } }),
    };
  }
}

function pickVocabulary(place: number): Vocabulary {
  let rest = place;
  for (const vocabulary of vocabularies) {
    rest -= vocabulary.share;
    if (rest < 0) return vocabulary;
  }
  throw new Error("the shares are less than a hundred");
}

/** Returns a function that writes some words. */
function writerOf({ words, blank, stop }: Vocabulary, random: () => number) {
  return (count: number) => {
    const sentences: string[] = [];
    for (let left = count; left > 0; left -= 20) {
      const length = Math.min(left, 20);
      sentences.push(Array.from({ length }, () => words[zipf(random, words.length)] ?? "").join(blank));
    }
    return sentences.join(stop);
  };
}

/** A place from 0 on, below `size`. */
function zipf(random: () => number, size: number): number {
  return Math.floor(size ** random()) - 1;
}
