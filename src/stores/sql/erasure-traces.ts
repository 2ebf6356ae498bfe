import { permalinkPath } from "../../article/address.ts";
import { hideSecrets } from "../../errors.ts";
import { type Engine, query, type Work } from "./engine.ts";

/** The text in the place of an erased id. */
const placeholder = "(purged)";

/**
 * Removes what other tables say about an article: deliveries, kept answers, runs, caches to purge, and what the audit log
 * says beside the fact. Used within a transaction.
 */
export function openErasureTraces({ dialect }: Pick<Engine, "dialect">) {
  const { contains } = dialect;
  const byArticle = ["announced_articles", "source_articles", "terms", "names", "listed"].map((table) =>
    query(`DELETE FROM ${table} WHERE article = ?`),
  );
  const dropJobs = query(
    `DELETE FROM jobs WHERE message IN (SELECT id FROM messages WHERE ${contains("body", ":member")})`,
  );
  const dropMessages = query(`DELETE FROM messages WHERE ${contains("body", "?")}`);
  const dropAnswers = query(
    `DELETE FROM kept_answers WHERE ${contains(dialect.textOfBytes("body"), ":member")} OR ${contains("headers", ":path")}`,
  );
  const forgetChange = query(
    `UPDATE audit SET before = NULL, after = NULL, subject = :token
     WHERE subject IN (:id, :shown) AND (action LIKE 'article.%' OR action LIKE 'draft.%')`,
  );
  const forgetMention = query(
    `UPDATE audit SET before = NULL, after = NULL
     WHERE (action LIKE 'article.%' OR action LIKE 'draft.%' OR action LIKE 'media.%')
       AND (${contains("coalesce(before, '')", ":text")} OR ${contains("coalesce(after, '')", ":text")})`,
  );
  // The subject is one name or address, or several with blanks between them, and names may have folders before them.
  const forgetImport = query(
    `UPDATE audit SET before = NULL, after = NULL, subject = :token
     WHERE action = 'articles.imported' AND ${contains("'/' || replace(subject, ' ', '/') || '/'", ":text")}`,
  );
  const forgetFile = query("UPDATE audit SET before = NULL, after = NULL WHERE subject = ?");
  const runsWith = query(
    `SELECT id, body FROM runs WHERE EXISTS (
       SELECT 1 FROM (${dialect.texts(":texts")}) AS sought WHERE ${contains("runs.body", "sought.value")})`,
  );
  const saveRun = query("UPDATE runs SET body = :body WHERE id = :id");
  const purgeAll = query(
    `UPDATE purge_targets SET body = ${dialect.withMember("body", "pending", "everything")}
     WHERE ${contains("body", ":page")} OR ${contains("body", ":path")}`,
  );
  const pagesOf = query("DELETE FROM source_pages WHERE url = ?");
  const dropFacts = query(
    `DELETE FROM media WHERE url IN (SELECT url FROM media_articles WHERE article = :id)
       AND NOT EXISTS (SELECT 1 FROM media_articles AS other WHERE other.url = media.url AND other.article <> :id)`,
  );
  const dropFactUses = query("DELETE FROM media_articles WHERE article = ?");

  function* replaceInRuns({ texts, ...erased }: ErasedTexts & { texts: string[] }): Work<void> {
    for (const { id, body } of yield* runsWith.all({ texts: JSON.stringify(texts) })) {
      yield* saveRun.run({ id: String(id), body: JSON.stringify(withoutErased(JSON.parse(String(body)), erased)) });
    }
  }

  return {
    /** Removes what is known of the article with an id. @param urls its addresses */
    *removeArticle(id: string, urls: readonly string[]): Work<void> {
      for (const drop of byArticle) yield* drop.run(id);
      yield* dropFacts.run({ id });
      yield* dropFactUses.run(id);
      for (const url of urls) yield* pagesOf.run(url);
    },

    /** Removes what mentions an id that the article has or had. @param token stands for the article in the audit log */
    *removeMentions(id: string, token: string): Work<void> {
      const text = JSON.stringify(id);
      const path = permalinkPath(id);
      const page = JSON.stringify(`/articles/${id}`).slice(0, -1);
      const member = `"id":${text}`;
      yield* dropJobs.run({ member });
      yield* dropMessages.run(member);
      yield* dropAnswers.run({ member, path: `/admin/articles/${encodeURIComponent(id)}` });
      yield* forgetChange.run({ id, shown: hideSecrets(id), token });
      yield* forgetMention.run({ text });
      const paths = [`/articles/${id}`, path];
      yield* replaceInRuns({
        texts: [text, page, path],
        isOf: (value) => paths.some((each) => value.includes(each)),
        id,
      });
      yield* purgeAll.run({ page, path });
    },

    /**
     * Removes from the audit log which files or addresses were imported, of those that an article came from.
     * @param sources names of files without their folders, and whole addresses
     */
    *removeImports(sources: readonly string[], token: string): Work<void> {
      for (const source of sources) yield* forgetImport.run({ text: `/${source.replaceAll(" ", "/")}/`, token });
    },

    /** Removes the slugs of channels from the records of runs, and what caches are to purge of them. */
    *removeChannels(slugs: readonly string[]): Work<void> {
      for (const slug of slugs) {
        const path = `/feeds/${slug}`;
        const isOf = (value: string) =>
          value === slug || value.startsWith(`${path}.`) || value.startsWith(`${path}/`) || value === path;
        yield* replaceInRuns({ texts: [JSON.stringify(slug), path], isOf });
        yield* purgeAll.run({ page: path, path });
      }
    },

    /** Removes what the audit log says about an uploaded file beside the fact. */
    *forgetFile(hash: string): Work<void> {
      yield* forgetFile.run(hash);
    },
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
