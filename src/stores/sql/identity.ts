import type { DatabaseSync } from "node:sqlite";
import { addressKey } from "../../article/address-key.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import { CourantError } from "../../errors.ts";
import type { DraftInput } from "../draft-input.ts";
import type { ArticleRow } from "./article-row.ts";
import { type ArticleNames, openNames } from "./names.ts";
import { openRecognition, type Recognition } from "./recognition.ts";

export type Identity = ReturnType<typeof openIdentity>;

/**
 * Finds the article of a draft. Everything that an article was ever given stays a name of it: ids, URLs, files, headlines,
 * hashes of contents, and which inputs gave it an id.
 */
export function openIdentity(database: DatabaseSync) {
  const row = database.prepare("SELECT id, revision, deleted, body FROM articles WHERE id = ?");
  const names = openNames(database);

  const byOwnId = (id: string) => row.get(id) as ArticleRow | undefined;

  /** Finds an article by its id, or by another id that a draft of it came with. One that was deleted comes last. */
  function byId(id: string): ArticleRow | undefined {
    const own = byOwnId(id);
    if (own?.deleted === null) return own;
    const [named] = names.owners(`id:${id}`);
    return named?.deleted === null ? named : (own ?? named);
  }

  const recognise = openRecognition(names, byId);

  return {
    byId,
    byOwnId,
    byPrefix: names.ownersLike,
    byName: (name: string): ArticleRow | undefined => names.owners(name).find(({ deleted }) => deleted === null),

    /** The article that a draft is, or was before it was deleted: by id, else by URL, else by its names in order. */
    identify: (prepared: PreparedArticle, input?: DraftInput): Recognition => recognise(prepared, input),

    /** Sets an article aside for a draft of an input that has its id, so that no other draft of it is taken for it. */
    reserve(prepared: PreparedArticle, input: DraftInput): void {
      const { id } = prepared.draft;
      const own = id === undefined ? undefined : byId(id);
      if (own && id !== undefined && addressKey(own.id) === addressKey(id)) input.reserve(own.id, prepared);
    },

    /** The other article that has the id of a draft, from before its input's links came first. */
    findDouble({ draft }: PreparedArticle, articleId: string): ArticleRow | undefined {
      const double = draft.id === undefined ? undefined : byId(draft.id);
      return double && double.id !== articleId && double.deleted === null ? double : undefined;
    },

    /** @throws ARTICLE_CONFLICT when the URL is, or was, that of another article which still exists */
    checkAddress(url: string, article: ArticleRow): void {
      const owners = names.owners(`url:${url}`).filter(({ deleted }) => deleted === null);
      const [owner] = owners;
      if (!owner || owners.some(({ id }) => id === article.id)) return;
      throw new CourantError(
        "ARTICLE_CONFLICT",
        `The article ${article.id} cannot have the address ${url}: that is, or was, the address of the article ` +
          `${owner.id}. Give it another address, or delete ${owner.id} first.`,
      );
    },

    /** Makes an article known by all that a draft of it came with. */
    remember(prepared: PreparedArticle, id: string, created: boolean, input?: DraftInput): void {
      rememberIds(names, prepared, { id, created, moves: created || input?.matchLinks === true });
      const { draft, exported } = prepared;
      if (draft.id !== undefined && input && !exported) names.give(`input:${input.name}`, id);
      if (draft.url !== undefined) names.give(`url:${draft.url}`, id);
      for (const name of prepared.names) names.give(name, id);
    },
  };
}

/** @param article.moves whether the article takes the draft's id from any other */
function rememberIds(
  names: ArticleNames,
  { draft, exported }: PreparedArticle,
  { id, created, moves }: { id: string; created: boolean; moves: boolean },
): void {
  // Every exported article has an id, also one that was given none.
  const isGiven = created && exported === undefined;
  if (draft.id !== undefined && (isGiven || addressKey(draft.id) !== addressKey(id))) {
    if (moves) names.move(`id:${draft.id}`, id);
    else names.give(`id:${draft.id}`, id);
  }
  // Other spellings of an address lead to the same article.
  if (created && /^https?:/i.test(id)) names.give(`id:${id}`, id);
}
