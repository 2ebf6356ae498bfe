import { diffArrays } from "diff";
import type { Article, Draft } from "./article.ts";
import type { FieldDifference, TextChange } from "./difference-schema.ts";
import { type DraftArticle, toInput } from "./draft-article.ts";

export type { FieldDifference, TextChange } from "./difference-schema.ts";

const textFields = ["title", "summary", "content_html", "content_text"] as const;

/** Changes of one text after which the rest is not compared: the two are different texts. */
const maxEdits = 2000;

/** How long the comparison of one text may take. */
const maxCompareMs = 5000;

/** A tag of HTML, white space, or what stands between them. */
const tokenPattern = /<[^<>]*>|\s+|[^\s<]+|</g;

/** Compares two states of an article, field by field in the order of the first; those that both have alike are left out. */
export function compareArticles(from: Article | DraftArticle, to: Article | DraftArticle): FieldDifference[] {
  return compareMembers(toInput(from), toInput(to), "");
}

function compareMembers(from: object, to: object, path: string): FieldDifference[] {
  const [before, after] = [new Map<string, unknown>(Object.entries(from)), new Map(Object.entries(to))];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name): FieldDifference[] => {
    const [old, current] = [before.get(name), after.get(name)];
    const field = `${path}/${name}`;
    if (JSON.stringify(old) === JSON.stringify(current)) return [];
    if (field === "/_courant") return compareMembers(old ?? {}, current ?? {}, field);
    const changes = isText(name) ? compareTexts(String(old ?? ""), String(current ?? "")) : undefined;
    if (changes) return [{ field, changes }];
    return [{ field, ...(old !== undefined && { from: old }), ...(current !== undefined && { to: current }) }];
  });
}

function isText(name: string): name is keyof Draft & (typeof textFields)[number] {
  return (textFields as readonly string[]).includes(name);
}

/** Compares two texts word by word. @returns undefined when they differ too much */
export function compareTexts(from: string, to: string): TextChange[] | undefined {
  const words = createWordSplitter();
  const pieces = diffArrays(words(from), words(to), { maxEditLength: maxEdits, timeout: maxCompareMs });
  return pieces?.map(({ value, added, removed }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value.join(""),
  }));
}

/** Splits text into tags, white space and words, also where a language writes no spaces. Joined, they are the text again. */
function createWordSplitter(): (text: string) => string[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  return (text) =>
    (text.match(tokenPattern) ?? []).flatMap((token) =>
      token.startsWith("<") || /^\p{ASCII}*$/u.test(token)
        ? [token]
        : Array.from(segmenter.segment(token), ({ segment }) => segment),
    );
}
