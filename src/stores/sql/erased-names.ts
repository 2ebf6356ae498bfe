import { createHash } from "node:crypto";
import type { PreparedArticle } from "../../article/prepare.ts";
import { CourantError } from "../../errors.ts";
import { query, type Work } from "./engine.ts";
import { nameKey } from "./names.ts";

/** Returns the hash of a name, such as `id:` and an id. All spellings of an address have one. */
export function hashOfName(name: string): string {
  return hashOf(nameKey(name));
}

/** Returns the SHA-256 of a text, in hexadecimal. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Recognises articles that were erased for good by the hashes of their names. Used within a transaction. */
export function openErasedNames() {
  const any = query("SELECT 1 FROM erased LIMIT 1");
  const find = query("SELECT 1 FROM erased WHERE hash = ? AND page = 0");

  function* has(name: string): Work<boolean> {
    return (yield* find.get(hashOfName(name))) !== undefined;
  }

  /** Tells whether a draft is an erased article, by the rules of recognition.ts. */
  function* isErased(
    { draft: { id, url }, names, sharesLink = false }: PreparedArticle,
    isKnown: boolean,
  ): Work<boolean> {
    if (id !== undefined && (yield* has(`id:${id}`))) return true;
    if (isKnown) return false;
    const link = sharesLink ? undefined : url;
    if (link !== undefined && (yield* has(`url:${link}`))) return true;
    if (link !== undefined && id === undefined && (yield* has(`id:${link}`))) return true;
    const isAddressed = id !== undefined || link !== undefined;
    for (const name of names) {
      if ((!isAddressed || !name.startsWith("headline:")) && (yield* has(name))) return true;
    }
    return false;
  }

  return {
    /** Tells whether any article was erased. */
    *isAny(): Work<boolean> {
      return (yield* any.get()) !== undefined;
    },

    /** Tells whether an erased article had a name. */
    *has(name: string): Work<boolean> {
      return (yield* any.get()) !== undefined && (yield* has(name));
    },

    /**
     * Used when any article was erased. @param isKnown whether the draft is an article that is here
     * @throws ARTICLE_PURGED when a draft is an article that was erased
     */
    *check(prepared: PreparedArticle, isKnown: boolean): Work<void> {
      if (yield* isErased(prepared, isKnown)) throw purgedError();
    },
  };
}

/** The error for an article that was erased. It does not name it, because somebody may keep the message. */
export function purgedError(): CourantError {
  return new CourantError(
    "ARTICLE_PURGED",
    "This article was erased for good with “courant article purge”, and nothing brings it back. An article that is " +
      "another one needs another id, another address and another file name.",
  );
}
