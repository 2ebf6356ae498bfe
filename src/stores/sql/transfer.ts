import { termOf } from "../../channel/terms.ts";
import type { TransferStore } from "../transfer.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";
import { openErasedNames } from "./erased-names.ts";
import { openExportPages } from "./export-pages.ts";
import { openIdentity } from "./identity.ts";
import { openNames } from "./names.ts";

/** Opens the store that exports a collection, and takes in what another one exported. */
export function openTransfer(engine: Engine): TransferStore {
  const identity = openIdentity(engine);
  const names = openNames(engine);
  const erasedNames = openErasedNames();
  const bury = query(
    `INSERT INTO articles (id, revision, published, expires, permalink, deleted, body)
     VALUES (:id, :revision, 0, NULL, :permalink, :deleted, NULL)`,
  );
  const addValue = query("INSERT INTO channel_values (term, value, slug) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  const addArchives = query("INSERT INTO archives (channel, body) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const pages = openExportPages(engine);

  return {
    // The export reads one moment of the collection, whatever is written meanwhile.
    entries: () =>
      engine.atOneMoment(async function* (reading) {
        for (const readPage of pages) {
          let page = await reading.do(readPage(undefined));
          yield* page.entries;
          while (page.last !== undefined) {
            page = await reading.do(readPage(page.last));
            yield* page.entries;
          }
        }
      }),

    ...createStore<Pick<TransferStore, "remember">>(engine, {
      *remember(memories) {
        if (memories.length === 0) return;
        yield* atomically(function* () {
          for (const memory of memories) {
            if (memory.kind === "value") {
              yield* addValue.run(termOf(memory.facet, memory.value), memory.value, memory.slug);
            } else if (memory.kind === "archives") {
              yield* addArchives.run(memory.channel, JSON.stringify(memory.chain));
            } else if (!(yield* identity.byId(memory.id)) && !(yield* erasedNames.has(`id:${memory.id}`))) {
              const { id, revision, formerPage, deleted } = memory;
              yield* bury.run({ id, revision, permalink: formerPage ? 2 : 0, deleted: Date.parse(deleted) });
              yield* names.give(memory.names, id);
            }
          }
        });
      },
    }),
  };
}
