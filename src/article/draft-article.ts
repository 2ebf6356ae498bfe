import type { Draft } from "./article.ts";

/**
 * A draft as the admin API shows it: an article that is not published, or a version beside a published one. `revision`:
 * its number among the revisions of the article; `saved_at`, `publish_at`: RFC 3339; `publish_error`: the reason why it
 * could not be published when its time came.
 */
export type DraftArticle = Draft & {
  id: string;
  _courant: NonNullable<Draft["_courant"]> & {
    draft: true;
    revision: number;
    saved_at: string;
    saved_by: string;
    publish_at?: string;
    publish_error?: string;
  };
};

/** The members of `_courant` that only a draft has. Courant writes them; of these, clients send `draft` and `publish_at`. */
export const draftMembers = ["draft", "publish_at", "saved_at", "saved_by", "publish_error"] as const;
