import { linkedMedia } from "../../article/media-links.ts";
import type { MediaUse } from "../media-files.ts";
import { query, type Work } from "./engine.ts";

/** Something in the collection whose text can link to uploaded media. */
export type MediaOwner = { in: "article" | "draft" | "revision"; article: string; revision?: number };

/**
 * Keeps which uploaded media is in use. Everything that keeps the text of an article calls `note` when it writes the text,
 * in the same transaction. Triggers of the database forget the drafts and revisions that are deleted.
 */
export function openMediaUses() {
  const add = query("INSERT INTO media_uses (hash, owner, article, revision) VALUES (?, ?, ?, ?)");
  const drop = query("DELETE FROM media_uses WHERE article = ? AND owner = ? AND revision = ?");
  const usesOf = query(
    "SELECT owner, article, revision FROM media_uses WHERE hash = ? ORDER BY owner, article, revision LIMIT ?",
  );
  const isUsed = query("SELECT 1 FROM media_uses WHERE hash = ? LIMIT 1");

  const forget = ({ in: owner, article, revision = 0 }: MediaOwner) => drop.runEach([[article, owner, revision]]);

  const noteFirst = ({ in: owner, article, revision = 0 }: MediaOwner, text: string): Work<void> =>
    add.runEach(linkedMedia(text).map((hash) => [hash, owner, article, revision]));

  return {
    /** Notes the media that a text links to, in place of what its owner linked to before. */
    *note(owner: MediaOwner, text: string): Work<void> {
      yield* forget(owner);
      yield* noteFirst(owner, text);
    },

    /** Notes the media that a text links to whose owner is new. */
    noteFirst,

    forget,

    /** Tells whether something in the collection uses a file. */
    *isUsed(hash: string): Work<boolean> {
      return (yield* isUsed.get(hash)) !== undefined;
    },

    /** Lists what uses a file. */
    *usesOf(hash: string, limit: number): Work<MediaUse[]> {
      const rows = yield* usesOf.all(hash, limit);
      return rows.map(({ owner, article, revision }) => ({
        in: owner as MediaOwner["in"],
        article: String(article),
        ...(revision !== 0 && { revision: Number(revision) }),
      }));
    },
  };
}
