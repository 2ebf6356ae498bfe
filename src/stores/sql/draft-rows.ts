import type { Draft } from "../../article/article.ts";
import type { DraftArticle } from "../../article/draft-article.ts";
import { query, type Work } from "./engine.ts";
import { openMediaUses } from "./media-uses.ts";
import { nameKey } from "./names.ts";

/** The row of a draft. `body` is its JSON; times are milliseconds since 1970. */
export type DraftRow = {
  id: string;
  revision: number;
  saved: number;
  savedBy: string;
  publishAt: number | null;
  publishError: string | null;
  body: string;
};

export type DraftRows = ReturnType<typeof openDraftRows>;

export const draftColumns =
  'id, revision, saved, saved_by AS "savedBy", publish_at AS "publishAt", publish_error AS "publishError", body';

/** The rows of drafts, by the ids of their articles. Used within a transaction. */
export function openDraftRows() {
  const byId = query(`SELECT ${draftColumns} FROM drafts WHERE id = ?`);
  const byUrl = query(`SELECT ${draftColumns} FROM drafts WHERE url = ? ORDER BY rowid LIMIT 1`);
  const save = query(
    `INSERT INTO drafts (id, revision, saved, saved_by, url, publish_at, body)
     VALUES (:id, :revision, :saved, :savedBy, :url, :publishAt, :body)
     ON CONFLICT (id) DO UPDATE SET revision = :revision, saved = :saved, saved_by = :savedBy, url = :url,
       publish_at = :publishAt, publish_error = NULL, body = :body`,
  );
  const remove = query("DELETE FROM drafts WHERE id = ?");
  const mediaUses = openMediaUses();

  return {
    byId: (id: string) => byId.get(id) as Work<DraftRow | undefined>,

    /** The first draft with a URL, in any spelling. */
    byUrl: (url: string) => byUrl.get(nameKey(`url:${url}`)) as Work<DraftRow | undefined>,

    *save(row: Omit<DraftRow, "body" | "publishError">, draft: Draft): Work<void> {
      const url = draft.url === undefined ? null : nameKey(`url:${draft.url}`);
      const body = JSON.stringify(draft);
      yield* save.run({ ...row, url, body });
      yield* mediaUses.note({ in: "draft", article: row.id }, body);
    },

    remove: (id: string) => remove.run(id),
  };
}

/** The draft of a row, without its id. */
export function draftOf({ body }: Pick<DraftRow, "body">): Draft {
  return JSON.parse(body);
}

/** The draft of a row as the admin API shows it. */
export function draftArticleOf(row: DraftRow): DraftArticle {
  const { id, revision, saved, savedBy, publishAt, publishError } = row;
  const draft = draftOf(row);
  return {
    id,
    ...draft,
    _courant: {
      ...draft._courant,
      draft: true,
      revision,
      saved_at: new Date(saved).toISOString(),
      saved_by: savedBy,
      ...(publishAt !== null && { publish_at: new Date(publishAt).toISOString() }),
      ...(publishError !== null && { publish_error: publishError }),
    },
  };
}
