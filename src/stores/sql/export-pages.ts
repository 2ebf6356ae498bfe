import type { Entry } from "../../article/export-record.ts";
import type { ArchiveChain } from "../../channel/archives.ts";
import { everyArticleTerm, facets } from "../../channel/terms.ts";
import { articleOf } from "./article-row.ts";
import { type Engine, query, type Row, type Work } from "./engine.ts";

/** A part of an export; `last`: its last row, undefined when none comes after it. */
export type ExportPage = { entries: Entry[]; last: Row | undefined };

/** Reads the page after a row, or the first one. */
export type PageReader = (last: Row | undefined) => Work<ExportPage>;

/** Rows of a page: an article may have a million characters. */
const rowsPerPage = 50;

function pageOf(rows: readonly Row[], entries: Entry[]): ExportPage {
  return { entries, last: rows.length < rowsPerPage ? undefined : rows.at(-1) };
}

/** Returns the readers of an export, in its order: articles, deleted articles, slugs of values, archives of channels. */
export function openExportPages({ dialect }: Pick<Engine, "dialect">): PageReader[] {
  return [...articlePages(dialect), readValues, readArchives];
}

function articlePages({ join, texts }: Engine["dialect"]): PageReader[] {
  const present = query(
    `SELECT articles.id, terms.published, permalink, modified_due AS due, modified_shown AS shown, body
     FROM terms ${join} articles ON articles.id = terms.article
     WHERE terms.term = :term AND terms.published <= :published AND (terms.published < :published OR terms.article > :id)
     ORDER BY terms.published DESC, terms.article LIMIT :count`,
  );
  const deleted = query(
    `SELECT id, revision, permalink, deleted FROM articles
     WHERE deleted IS NOT NULL AND deleted >= :deleted AND (deleted > :deleted OR id > :id)
     ORDER BY deleted, id LIMIT :count`,
  );
  const namesOf = query(`SELECT article, name FROM names WHERE article IN (${texts(":ids")}) ORDER BY article, name`);

  /** Returns the function that tells what is known of an article of these rows, beside its text. */
  function* readKnown(rows: readonly Row[]) {
    const names = new Map(rows.map(({ id }) => [id, [] as string[]]));
    for (const { article, name } of yield* namesOf.all({ ids: JSON.stringify([...names.keys()]) })) {
      names.get(article as string)?.push(String(name));
    }
    return ({ id, permalink }: Row) => ({ names: names.get(id) ?? [], formerPage: permalink === 2 });
  }

  return [
    function* readArticles(last) {
      const { published = Number.MAX_SAFE_INTEGER, id = "" } = last ?? {};
      const rows = yield* present.all({ term: everyArticleTerm, published, id, count: rowsPerPage });
      const knownOf = yield* readKnown(rows);
      const entries = rows.map((row): Entry => {
        const article = articleOf({ id: String(row.id), body: String(row.body) });
        const written = row.due === null ? undefined : new Date(Number(row.shown)).toISOString();
        return { kind: "article", article, ...knownOf(row), written };
      });
      return pageOf(rows, entries);
    },

    function* readDeleted(last) {
      const after = { deleted: last?.deleted ?? Number.MIN_SAFE_INTEGER, id: last?.id ?? "" };
      const rows = yield* deleted.all({ ...after, count: rowsPerPage });
      const knownOf = yield* readKnown(rows);
      const entries = rows.map((row): Entry => {
        const at = new Date(Number(row.deleted)).toISOString();
        const { id, revision } = row;
        return { kind: "deleted", id: String(id), deleted: at, revision: Number(revision), ...knownOf(row) };
      });
      return pageOf(rows, entries);
    },
  ];
}

const values = query("SELECT term, value, slug FROM channel_values WHERE term > :term ORDER BY term LIMIT :count");
const archives = query("SELECT channel, body FROM archives WHERE channel > :channel ORDER BY channel LIMIT :count");

function* readValues(last: Row | undefined): Work<ExportPage> {
  const rows = yield* values.all({ term: last?.term ?? "", count: rowsPerPage });
  const entries = rows.flatMap(({ term, value, slug }): Entry[] => {
    const facet = facets.find((each) => String(term).startsWith(`${each}:`));
    return facet ? [{ kind: "value", facet, value: String(value), slug: String(slug) }] : [];
  });
  return pageOf(rows, entries);
}

function* readArchives(last: Row | undefined): Work<ExportPage> {
  const rows = yield* archives.all({ channel: last?.channel ?? "", count: rowsPerPage });
  const entries = rows.map(({ channel, body }): Entry => {
    const chain: ArchiveChain = JSON.parse(String(body));
    return { kind: "archives", channel: String(channel), chain };
  });
  return pageOf(rows, entries);
}
