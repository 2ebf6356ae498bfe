import { addressKey } from "../../article/address-key.ts";
import type { PreparedArticle } from "../../article/prepare.ts";
import { CourantError } from "../../errors.ts";
import type { DraftInput } from "../draft-input.ts";
import { openAbsentKeys } from "./absent-keys.ts";
import type { ArticleRow } from "./article-row.ts";
import { type Engine, query, resultOf, type Work } from "./engine.ts";
import { openNames } from "./names.ts";
import { openRecognition, type Recognition } from "./recognition.ts";

export type Identity = ReturnType<typeof openIdentity>;

/**
 * Finds the article of a draft. Everything that an article was ever given stays a name of it: ids, URLs, files, headlines,
 * hashes of contents, and which inputs gave it an id.
 */
export function openIdentity(engine: Pick<Engine, "dialect">) {
  const row = query("SELECT id, revision, deleted, body FROM articles WHERE id = ?");
  const states = query(`SELECT id, deleted FROM articles WHERE ${engine.dialect.isIn("id", ":ids")}`);
  const freeIds = openAbsentKeys(engine, "NOT EXISTS (SELECT 1 FROM articles WHERE id = given.value)");
  const names = openNames(engine);

  const byOwnId = (id: string): Work<ArticleRow | undefined> =>
    freeIds.has(id) ? resultOf(undefined) : (row.get(id) as Work<ArticleRow | undefined>);

  /** Finds an article by its id, or by another id that a draft of it came with. One that was deleted comes last. */
  function* byId(id: string): Work<ArticleRow | undefined> {
    const own = yield* byOwnId(id);
    return own?.deleted === null ? own : prefer(own, yield* names.owners(`id:${id}`));
  }

  const recognise = openRecognition(names, byId);

  return {
    byId,
    byOwnId,
    byPrefix: names.ownersLike,

    *byName(name: string): Work<ArticleRow | undefined> {
      return (yield* names.owners(name)).find(({ deleted }) => deleted === null);
    },

    /** The article that a draft is, or was before it was deleted: by id, else by URL, else by its names in order. */
    identify: (prepared: PreparedArticle, input?: DraftInput): Work<Recognition> => recognise(prepared, input),

    /**
     * Looks up all at once what a transaction will ask about drafts, and remembers what is of no article: most of a first
     * import. The transaction calls `forget` before it ends.
     */
    *lookAhead(drafts: readonly PreparedArticle[]): Work<void> {
      const ids = drafts.flatMap(({ draft: { id, url } }) => [id, url].filter((each) => each !== undefined));
      yield* names.lookAhead([
        ...ids.map((id) => `id:${id}`),
        ...drafts.flatMap(({ draft: { url }, names = [], formerNames = [] }) => [
          ...(url === undefined ? [] : [`url:${url}`]),
          ...names,
          ...formerNames,
        ]),
      ]);
      yield* freeIds.lookUp(ids);
    },

    /** Notes that an article has an id from now on. */
    noteWritten(id: string): void {
      freeIds.take(id);
    },

    forget(): void {
      freeIds.forget();
      names.forget();
    },

    /** Sets articles aside for the drafts of an input that have their ids, so that no other draft is taken for one. */
    *reserve(drafts: readonly PreparedArticle[], input: DraftInput): Work<void> {
      const ids = drafts.flatMap(({ draft }) => draft.id ?? []);
      const rows = (yield* states.all({ ids: JSON.stringify(ids) })) as Pick<ArticleRow, "id" | "deleted">[];
      const own = new Map(rows.map((each) => [each.id, each]));
      const absent = ids.filter((id) => own.get(id)?.deleted !== null);
      const owners = yield* names.ownersOf(absent.map((id) => `id:${id}`));
      for (const prepared of drafts) {
        const { id } = prepared.draft;
        const article = id === undefined ? undefined : prefer(own.get(id), owners(`id:${id}`));
        if (article && addressKey(article.id) === addressKey(String(id))) input.reserve(article.id, prepared);
      }
    },

    /** The other article that has the id of a draft, from before its input's links came first. */
    *findDouble({ draft }: PreparedArticle, articleId: string): Work<ArticleRow | undefined> {
      const double = draft.id === undefined ? undefined : yield* byId(draft.id);
      return double && double.id !== articleId && double.deleted === null ? double : undefined;
    },

    /** @throws ARTICLE_CONFLICT when the URL is, or was, that of another article which still exists */
    *checkAddress(url: string, article: ArticleRow): Work<void> {
      const owners = (yield* names.owners(`url:${url}`)).filter(({ deleted }) => deleted === null);
      const [owner] = owners;
      if (!owner || owners.some(({ id }) => id === article.id)) return;
      throw new CourantError(
        "ARTICLE_CONFLICT",
        `The article ${article.id} cannot have the address ${url}: that is, or was, the address of the article ` +
          `${owner.id}. Give it another address, or delete ${owner.id} first.`,
      );
    },

    /**
     * Makes an article known by all that a draft of it came with.
     * @param recognition.created whether the draft created it. @param recognition.isNewId as in Recognition
     */
    *remember(
      prepared: PreparedArticle,
      id: string,
      { created, isNewId, input }: { created: boolean; isNewId: boolean; input?: DraftInput | undefined },
    ): Work<void> {
      const { draft, exported } = prepared;
      // Every exported article has an id, also one that was given none.
      const isGiven = created && exported === undefined;
      const isOther = draft.id !== undefined && (isGiven || addressKey(draft.id) !== addressKey(id));
      const moves = !isNewId && (created || input?.matchLinks === true);
      if (isOther && moves) yield* names.move(`id:${draft.id}`, id);
      const given = [
        isOther && !moves && `id:${draft.id}`,
        // Other spellings of an address lead to the same article.
        created && /^https?:/i.test(id) && `id:${id}`,
        draft.id !== undefined && input && !exported && `input:${input.name}`,
        draft.url !== undefined && `url:${draft.url}`,
        ...prepared.names,
      ];
      yield* names.give(
        given.filter((name) => typeof name === "string"),
        id,
      );
    },
  };
}

/** Of an article with an id and those with it as a name, the one that is there; one that was deleted comes last. */
function prefer<Article extends Pick<ArticleRow, "deleted">>(
  own: Article | undefined,
  [named]: readonly Article[],
): Article | undefined {
  return own?.deleted === null || named === undefined ? own : named.deleted === null ? named : (own ?? named);
}
