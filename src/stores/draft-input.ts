import { addressKey } from "../article/address-key.ts";
import { limits } from "../article/limits.ts";
import type { PreparedArticle } from "../article/prepare.ts";

/** How an input recognises articles that are here. */
export type MatchOptions = {
  /** Recognises an article by its link before its id, because the input gave all its articles other ids. */
  matchLinks?: boolean | undefined;
  /** Lets a text take the place of an article that it has hardly anything in common with. */
  replaces?: boolean | undefined;
};

/**
 * The input that drafts come from, such as a file or a feed: one object for all its batches. It knows which articles its
 * drafts are, so that no two of them are the same article.
 */
export type DraftInput = MatchOptions & {
  /** Tells the input from others: a file with the place it came from, or the address of a source. */
  name: string;
  /** Sets an article aside for the draft that has its id. */
  reserve(articleId: string, draft: PreparedArticle): void;
  /** Records that an article is a draft of this input. */
  take(articleId: string, draft: PreparedArticle): void;
  /** Whether an article is a draft that came before (`taken`), the same one as this (`repeated`), or none yet (`free`). */
  stateOf(articleId: string, draft: PreparedArticle): "free" | "taken" | "repeated";
};

/** Creates an input. It remembers the last `limits.items` articles of a longer one. */
export function createDraftInput(name: string, options: MatchOptions = {}): DraftInput {
  const claims = new Map<string, { key: string; isTaken: boolean }>();

  function claim(articleId: string, draft: PreparedArticle, isTaken: boolean): void {
    claims.set(articleId, { key: keyOf(draft), isTaken });
    const [oldest] = claims.keys();
    if (claims.size > limits.items && oldest !== undefined) claims.delete(oldest);
  }

  return {
    ...options,
    name,
    reserve(articleId, draft) {
      if (!claims.has(articleId)) claim(articleId, draft, false);
    },
    take: (articleId, draft) => claim(articleId, draft, true),
    stateOf(articleId, draft) {
      const claimed = claims.get(articleId);
      if (!claimed) return "free";
      if (claimed.key !== keyOf(draft)) return "taken";
      return claimed.isTaken ? "repeated" : "free";
    },
  };
}

/** Drafts of one input with the same key are the same article. */
function keyOf({ draft: { id, url }, names, sharesLink = false }: PreparedArticle): string {
  const identifier = id ?? (sharesLink ? undefined : url);
  return identifier === undefined ? names.join("\n") : `id:${addressKey(identifier)}`;
}
