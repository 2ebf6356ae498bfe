import type { Draft } from "./article.ts";
import { textOf } from "./html/text-of.ts";
import { wordsOf } from "./words.ts";

/** The words of an article by which a search finds it, in the order of the article. */
export type SearchText = { title: string[]; about: string[]; content: string[] };

/** Returns the words of an article, or of a draft: `about` are its summary, tags and authors. */
export function searchTextOf(article: Draft): SearchText {
  const { title = "", summary = "", tags = [], authors = [], content_html, content_text = "" } = article;
  const names = authors.map(({ name = "" }) => name);
  return {
    title: wordsOf(title),
    about: [summary, ...tags, ...names].flatMap(wordsOf),
    content: wordsOf(content_html === undefined ? content_text : textOf(content_html)),
  };
}
