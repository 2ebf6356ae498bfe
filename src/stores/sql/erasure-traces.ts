import type { DatabaseSync } from "node:sqlite";
import { permalinkPath } from "../../article/address.ts";
import { hideSecrets } from "../../errors.ts";

/** What stands in the place of an erased id. */
const placeholder = "(purged)";

/**
 * Removes what other tables say about an article: deliveries, kept answers, runs, caches to purge, and what the audit log
 * says beside the fact. Used within a transaction.
 */
export function openErasureTraces(database: DatabaseSync) {
  const byArticle = ["announced_articles", "source_articles", "terms", "names", "listed"].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE article = ?`),
  );
  const dropJobs = database.prepare(
    "DELETE FROM jobs WHERE message IN (SELECT id FROM messages WHERE instr(body, :member) > 0)",
  );
  const dropMessages = database.prepare("DELETE FROM messages WHERE instr(body, ?) > 0");
  const dropAnswers = database.prepare(
    `DELETE FROM kept_answers WHERE instr(coalesce(CAST(body AS TEXT), ''), :member) > 0 OR instr(headers, :path) > 0`,
  );
  const forgetChange = database.prepare(
    `UPDATE audit SET before = NULL, after = NULL, subject = :token
     WHERE subject IN (:id, :shown) AND (action LIKE 'article.%' OR action LIKE 'draft.%')`,
  );
  const forgetMention = database.prepare(
    `UPDATE audit SET before = NULL, after = NULL
     WHERE (action LIKE 'article.%' OR action LIKE 'draft.%' OR action LIKE 'media.%')
       AND (instr(coalesce(before, ''), :text) > 0 OR instr(coalesce(after, ''), :text) > 0)`,
  );
  const forgetFile = database.prepare("UPDATE audit SET before = NULL, after = NULL WHERE subject = ?");
  const runsWith = database.prepare(
    "SELECT id, body FROM runs WHERE EXISTS (SELECT 1 FROM json_each(:texts) AS text WHERE instr(body, text.value) > 0)",
  );
  const saveRun = database.prepare("UPDATE runs SET body = :body WHERE id = :id");
  const purgeAll = database.prepare(
    `UPDATE purge_targets SET body = json_set(body, '$.pending', 'everything') WHERE instr(body, :page) > 0 OR instr(body, :path) > 0`,
  );
  const pagesOf = database.prepare("DELETE FROM source_pages WHERE url = ?");
  const dropFacts = database.prepare(
    `DELETE FROM media WHERE url IN (SELECT url FROM media_articles WHERE article = :id)
       AND NOT EXISTS (SELECT 1 FROM media_articles AS other WHERE other.url = media.url AND other.article <> :id)`,
  );
  const dropFactUses = database.prepare("DELETE FROM media_articles WHERE article = ?");

  function replaceInRuns({ texts, ...erased }: ErasedTexts & { texts: string[] }): void {
    for (const { id, body } of runsWith.all({ texts: JSON.stringify(texts) })) {
      saveRun.run({ id: String(id), body: JSON.stringify(withoutErased(JSON.parse(String(body)), erased)) });
    }
  }

  return {
    /** Removes what is known of the article with an id. @param urls its addresses */
    removeArticle(id: string, urls: readonly string[]): void {
      for (const drop of byArticle) drop.run(id);
      dropFacts.run({ id });
      dropFactUses.run(id);
      for (const url of urls) pagesOf.run(url);
    },

    /** Removes what mentions an id that the article has or had. @param token stands for the article in the audit log */
    removeMentions(id: string, token: string): void {
      const text = JSON.stringify(id);
      const path = permalinkPath(id);
      const page = JSON.stringify(`/articles/${id}`).slice(0, -1);
      const member = `"id":${text}`;
      dropJobs.run({ member });
      dropMessages.run(member);
      dropAnswers.run({ member, path: `/admin/articles/${encodeURIComponent(id)}` });
      forgetChange.run({ id, shown: hideSecrets(id), token });
      forgetMention.run({ text });
      const paths = [`/articles/${id}`, path];
      replaceInRuns({ texts: [text, page, path], isOf: (value) => paths.some((each) => value.includes(each)), id });
      purgeAll.run({ page, path });
    },

    /** Removes the slugs of channels from the records of runs, and what caches are to purge of them. */
    removeChannels(slugs: readonly string[]): void {
      for (const slug of slugs) {
        const path = `/feeds/${slug}`;
        const isOf = (value: string) =>
          value === slug || value.startsWith(`${path}.`) || value.startsWith(`${path}/`) || value === path;
        replaceInRuns({ texts: [JSON.stringify(slug), path], isOf });
        purgeAll.run({ page: path, path });
      }
    },

    /** Removes what the audit log says about an uploaded file beside the fact. */
    forgetFile: (hash: string) => void forgetFile.run(hash),
  };
}

/** Which texts in the record of a run are erased, and the id among those of articles that were shortened. */
type ErasedTexts = { isOf: (text: string) => boolean; id?: string };

/** Puts a placeholder in the place of erased texts. Pure. */
function withoutErased(value: unknown, erased: ErasedTexts): unknown {
  if (typeof value === "string") return erased.isOf(value) ? placeholder : value;
  if (Array.isArray(value)) return value.map((each) => withoutErased(each, erased));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, each]) => {
    const isIds = name === "summarised" && Array.isArray(each);
    return [name, isIds ? each.filter((id) => id !== erased.id) : withoutErased(each, erased)];
  });
  return Object.fromEntries(members);
}
