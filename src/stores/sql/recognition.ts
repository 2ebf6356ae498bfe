import { areUnrelated } from "../../article/likeness.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import type { DraftInput } from "../draft-input.ts";
import { type ArticleRow, articleOf } from "./article-row.ts";
import type { Work } from "./engine.ts";
import type { ArticleNames } from "./names.ts";

/**
 * The article that a draft is, and the kind of name that says so. `doubled`: an article with the draft's link, to which
 * the same input gave another id before, so that the draft is another article. `isNewId`: no article has, or had, the
 * draft's id.
 */
export type Recognition = {
  row?: ArticleRow;
  by?: "id" | "link" | "name" | "content";
  doubled?: ArticleRow | undefined;
  isNewId?: boolean;
};

const isPresent = ({ deleted }: ArticleRow) => deleted === null;

/** Tells whether no draft before this one of the same input is the article. */
function isFree({ id }: ArticleRow, prepared: PreparedArticle, input: DraftInput | undefined): boolean {
  return input?.stateOf(id, prepared) !== "taken";
}

/** Returns the function that recognises the article of a draft. @param byId finds an article by any id of it */
export function openRecognition(names: ArticleNames, byId: (id: string) => Work<ArticleRow | undefined>) {
  /** Tells whether an input gave an article an id, so that a draft of it with an unknown id is another article. */
  function* gaveOtherId({ draft }: PreparedArticle, row: ArticleRow, input: DraftInput | undefined): Work<boolean> {
    return draft.id !== undefined && input !== undefined && (yield* names.has(`input:${input.name}`, row.id));
  }

  /** The only article with the draft's link. Where links come first, the oldest of several. */
  function* byLink(
    { draft: { id, url }, sharesLink }: PreparedArticle,
    matchLinks = false,
  ): Work<ArticleRow | undefined> {
    if (url === undefined || sharesLink) return undefined;
    const owners = yield* names.owners(`url:${url}`);
    const present = owners.filter(isPresent);
    const [first, second] = present.length > 0 ? present : owners;
    if (first && (matchLinks || second === undefined)) return first;
    // An article that came without an id has its first URL for one.
    return id === undefined ? yield* byId(url) : undefined;
  }

  /** The first of some articles that the draft may be. */
  function* findFree(
    rows: readonly ArticleRow[],
    prepared: PreparedArticle,
    input: DraftInput | undefined,
  ): Work<ArticleRow | undefined> {
    for (const row of rows) {
      if (isFree(row, prepared, input) && !(yield* gaveOtherId(prepared, row, input))) return row;
    }
    return undefined;
  }

  /** The first article that one of the draft's names says it is. */
  function* byNames(prepared: PreparedArticle, input: DraftInput | undefined): Work<Recognition> {
    for (const name of prepared.names) {
      const row = yield* findFree(yield* names.owners(name), prepared, input);
      if (row && (yield* recognises(names, name, prepared, row)))
        return { row, by: name.startsWith("content:") ? "content" : "name" };
    }
    for (const name of prepared.formerNames ?? []) {
      const present = (yield* names.owners(name)).find(isPresent);
      const row = present && (yield* findFree([present], prepared, input));
      if (row && (yield* isFormer(names, prepared, row))) return { row, by: "content" };
    }
    return {};
  }

  return function* recognise(prepared: PreparedArticle, input?: DraftInput): Work<Recognition> {
    const { id } = prepared.draft;
    if (input?.matchLinks) {
      const row = yield* byLink(prepared, true);
      if (row && isFree(row, prepared, input)) return { row, by: "link" };
    }
    const known = id === undefined ? undefined : yield* byId(id);
    if (known && isFree(known, prepared, input)) return { row: known, by: "id" };
    const linked = known ? undefined : yield* byLink(prepared);
    const isOther = linked !== undefined && (yield* gaveOtherId(prepared, linked, input));
    if (linked && isFree(linked, prepared, input) && !isOther) return { row: linked, by: "link" };
    const doubled = linked && isPresent(linked) && isOther ? linked : undefined;
    const named = yield* byNames(prepared, input);
    return { ...named, doubled, isNewId: id !== undefined && known === undefined };
  };
}

/**
 * A file's name says which article it is. A headline or a hash says less, because two articles can share it:
 * - a draft with an id or URL of its own is never found by its headline, and by its hash only among articles that
 *   were given neither;
 * - a draft from a file is found by its headline only among articles that came from no file and were given neither.
 */
function* recognises(
  articleNames: ArticleNames,
  name: string,
  prepared: PreparedArticle,
  { id }: ArticleRow,
): Work<boolean> {
  if (name.startsWith("file:")) return true;
  const { draft, names, sharesLink = false } = prepared;
  const addressed = draft.id !== undefined || (draft.url !== undefined && !sharesLink);
  const headline = name.startsWith("headline:");
  if (addressed && headline) return false;
  const fromFile = headline && names.some((other) => other.startsWith("file:"));
  if (!addressed && !fromFile) return true;
  const excluding = fromFile ? ["id:", "url:", "file:"] : ["id:", "url:"];
  return !(yield* articleNames.of(id)).some((owned) => excluding.some((prefix) => owned.startsWith(prefix)));
}

/**
 * Tells whether an article came from the same file when files were known without their place: it is much the same text.
 */
function* isFormer(names: ArticleNames, { draft, formerNames = [] }: PreparedArticle, row: ArticleRow): Work<boolean> {
  const files = (yield* names.of(row.id)).filter((name) => name.startsWith("file:"));
  return files.every((name) => formerNames.includes(name)) && !areUnrelated(draft, articleOf(row), "all");
}
