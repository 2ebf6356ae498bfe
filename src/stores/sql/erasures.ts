import type { DatabaseSync } from "node:sqlite";
import { noExclusiveRules } from "../../channel/exclusive-rules.ts";
import { facets } from "../../channel/terms.ts";
import type { Erasure, ErasureStore } from "../erasures.ts";
import { openArticleWriter } from "./article-writer.ts";
import { openErasedChannels } from "./erased-channels.ts";
import { openErasedContent } from "./erased-content.ts";
import { hashOf, hashOfName, openErasedNames } from "./erased-names.ts";
import { openErasureTraces } from "./erasure-traces.ts";
import { openIdentity } from "./identity.ts";
import { openNames } from "./names.ts";

/** The id in the row that says that a scrub is due. */
const scrubMark = "";

/** What only the database itself can do: to take an article out of the index of words, and to overwrite what was deleted. */
export type Scrubbing = { eraseFromSearch(article: string): void; scrub(): void };

/** Opens the store of erasures: a row for each that goes on, and one for each name of an article that was erased. */
export function openErasures(database: DatabaseSync, { eraseFromSearch, scrub }: Scrubbing): ErasureStore {
  const identity = openIdentity(database);
  const names = openNames(database);
  const erasedNames = openErasedNames(database);
  const writer = openArticleWriter(database, () => noExclusiveRules);
  const content = openErasedContent(database);
  const channels = openErasedChannels(database);
  const traces = openErasureTraces(database);
  const find = database.prepare("SELECT article, asked, body FROM erasures WHERE article = ?");
  const list = database.prepare("SELECT article, asked, body FROM erasures WHERE article <> ? ORDER BY asked, article");
  const save = database.prepare(
    `INSERT INTO erasures (article, asked, body) VALUES (:article, :asked, :body)
     ON CONFLICT (article) DO UPDATE SET body = :body`,
  );
  const drop = database.prepare("DELETE FROM erasures WHERE article = ?");
  const remember = database.prepare("INSERT OR IGNORE INTO erased (hash, page) VALUES (:hash, :page)");
  const record = database.prepare(
    "INSERT INTO audit (at, by, token, action, subject) VALUES (:now, :by, :token, 'article.purged', :subject)",
  );
  const pages = database.prepare("SELECT hash FROM erased WHERE page = 1 ORDER BY hash");
  const removeRow = database.prepare("DELETE FROM articles WHERE id = ? AND body IS NULL");

  const toErasure = (row: Record<string, unknown>): Erasure => ({
    article: String(row.article),
    subject: auditSubject(String(row.article)),
    asked: Number(row.asked),
    ...JSON.parse(String(row.body)),
  });

  function found(id: string): Erasure | undefined {
    const row = find.get(id);
    return row && toErasure(row);
  }

  /** Remembers the names of an article. Headlines and contents only tell articles apart that have no id and address. */
  function rememberNames(id: string, owned: readonly string[], hadPage: boolean): void {
    const isAddressed = owned.some((name) => /^(?:id|url):/.test(name));
    const isFile = owned.some((name) => name.startsWith("file:"));
    for (const name of [`id:${id}`, ...owned]) {
      const isKept =
        /^(?:id|url|file|starter):/.test(name) ||
        (name.startsWith("content:") && !isAddressed) ||
        (name.startsWith("headline:") && !isAddressed && !isFile);
      if (isKept) remember.run({ hash: hashOfName(name), page: 0 });
    }
    if (hadPage) remember.run({ hash: hashOf(`/articles/${id.toWellFormed()}`), page: 1 });
  }

  return {
    async begin(given, { now, by, keptMedia }) {
      const erasure = writer.transaction(() => {
        const id = identity.byId(given)?.id ?? given;
        const known = found(id);
        const row = identity.byOwnId(id);
        if (!known && !row && !content.exists(id)) return undefined;
        const owned = names.of(id);
        const terms = content.termsOf(id).filter((term) => facets.some((facet) => term.startsWith(`${facet}:`)));
        const media = union(known?.media, content.mediaOf(id));
        const files = owned.flatMap((name) => (name.startsWith("file:") ? [name.slice("file:".length)] : []));
        const urls = content.addressesOf(id);
        rememberNames(id, owned, content.hadPage(id));
        if (row?.body != null) writer.bury(id, { now, by: "purge" });
        content.remove(id);
        traces.removeArticle(id, urls);
        const aliases = owned.flatMap((name) => (name.startsWith("id:") ? [name.slice("id:".length)] : []));
        for (const each of new Set([id, given, ...aliases])) traces.removeMentions(each, auditSubject(id));
        const slugs = union(known?.slugs, channels.slugsOf(terms));
        channels.remove(slugs);
        if (keptMedia) for (const hash of media) if (content.dropMedia(hash, keptMedia, now)) traces.forgetFile(hash);
        if (by) record.run({ now, by: by.name, token: by.token ?? null, subject: auditSubject(id) });
        const { asked = now } = known ?? {};
        const kept = {
          media,
          files: union(known?.files, files),
          urls: union(known?.urls, urls),
          terms: union(known?.terms, terms),
          slugs,
        };
        save.run({ article: id, asked, body: JSON.stringify(kept) });
        return { article: id, subject: auditSubject(id), asked, ...kept };
      });
      if (erasure) eraseFromSearch(erasure.article);
      return erasure;
    },

    pending: async () => list.all(scrubMark).map(toErasure),

    async finish({ article, terms, slugs }) {
      eraseFromSearch(article);
      writer.transaction(() => {
        traces.removeArticle(article, []);
        traces.removeMentions(article, auditSubject(article));
        traces.removeChannels(slugs);
        channels.remove(slugs);
        channels.forgetTerms(terms);
        removeRow.run(article);
        drop.run(article);
        save.run({ article: scrubMark, asked: 0, body: "{}" });
      });
    },

    isScrubDue: async () => find.get(scrubMark) !== undefined,

    async scrub() {
      scrub();
      drop.run(scrubMark);
    },

    isErased: async (id) => erasedNames.has(`id:${id}`),

    pages: async () => pages.all().map(({ hash }) => String(hash)),
  };
}

/** Stands for an erased article in the audit log: those who know the id can look for it, and others cannot read it. */
function auditSubject(id: string): string {
  return `purged:${hashOfName(`id:${id}`).slice(0, 16)}`;
}

function union(one: readonly string[] = [], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}
