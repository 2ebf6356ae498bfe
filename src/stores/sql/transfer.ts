import { DatabaseSync } from "node:sqlite";
import type { Entry } from "../../article/export-record.ts";
import type { ArchiveChain } from "../../channel/archives.ts";
import { everyArticleTerm, facets, termOf } from "../../channel/terms.ts";
import { transaction } from "../sqlite/transaction.ts";
import type { TransferStore } from "../transfer.ts";
import { articleOf } from "./article-row.ts";
import { openErasedNames } from "./erased-names.ts";
import { openIdentity } from "./identity.ts";
import { openNames } from "./names.ts";

/** @param file the file of the database, which an export reads through a connection of its own */
export function openTransfer(database: DatabaseSync, file: string): TransferStore {
  const identity = openIdentity(database);
  const names = openNames(database);
  const erasedNames = openErasedNames(database);
  const bury = database.prepare(
    `INSERT INTO articles (id, revision, published, expires, permalink, deleted, body)
     VALUES (:id, :revision, 0, NULL, :permalink, :deleted, NULL)`,
  );
  const addValue = database.prepare("INSERT OR IGNORE INTO channel_values (term, value, slug) VALUES (?, ?, ?)");
  const addArchives = database.prepare("INSERT OR IGNORE INTO archives (channel, body) VALUES (?, ?)");

  return {
    async *entries() {
      // On a connection of its own the export reads one moment of the collection, whatever is written meanwhile.
      const reading = new DatabaseSync(file, { timeout: 5000 });
      try {
        reading.exec("BEGIN");
        yield* entriesIn(reading);
      } finally {
        reading.close();
      }
    },

    async remember(memories) {
      if (memories.length === 0) return;
      transaction(database, () => {
        for (const memory of memories) {
          if (memory.kind === "value") {
            addValue.run(termOf(memory.facet, memory.value), memory.value, memory.slug);
          } else if (memory.kind === "archives") {
            addArchives.run(memory.channel, JSON.stringify(memory.chain));
          } else if (!identity.byId(memory.id) && !erasedNames.has(`id:${memory.id}`)) {
            const { id, revision, formerPage, deleted } = memory;
            bury.run({ id, revision, permalink: formerPage ? 2 : 0, deleted: Date.parse(deleted) });
            for (const name of memory.names) names.give(name, id);
          }
        }
      });
    },
  };
}

function* entriesIn(database: DatabaseSync): Generator<Entry> {
  const namesOf = database.prepare("SELECT name FROM names WHERE article = ? ORDER BY name");
  const knownOf = (id: string, permalink: unknown) => ({
    names: namesOf.all(id).map(({ name }) => String(name)),
    formerPage: permalink === 2,
  });

  const present = database.prepare(
    `SELECT articles.id, permalink, modified_due AS due, modified_shown AS shown, body FROM terms CROSS JOIN articles ON articles.id = terms.article
     WHERE terms.term = ? ORDER BY terms.published DESC, terms.article`,
  );
  for (const { id, permalink, due, shown, body } of present.iterate(everyArticleTerm)) {
    const article = articleOf({ id: String(id), body: String(body) });
    const written = due === null ? undefined : new Date(Number(shown)).toISOString();
    yield { kind: "article", article, ...knownOf(article.id, permalink), written };
  }

  const deleted = database.prepare(
    "SELECT id, revision, permalink, deleted FROM articles WHERE deleted IS NOT NULL ORDER BY deleted, id",
  );
  for (const row of deleted.iterate()) {
    const { id, revision, permalink } = row;
    const date = new Date(Number(row.deleted)).toISOString();
    yield {
      kind: "deleted",
      id: String(id),
      deleted: date,
      revision: Number(revision),
      ...knownOf(String(id), permalink),
    };
  }

  for (const { term, value, slug } of database.prepare("SELECT * FROM channel_values ORDER BY term").iterate()) {
    const facet = facets.find((each) => String(term).startsWith(`${each}:`));
    if (facet) yield { kind: "value", facet, value: String(value), slug: String(slug) };
  }
  for (const { channel, body } of database.prepare("SELECT * FROM archives ORDER BY channel").iterate()) {
    const chain: ArchiveChain = JSON.parse(String(body));
    yield { kind: "archives", channel: String(channel), chain };
  }
}
