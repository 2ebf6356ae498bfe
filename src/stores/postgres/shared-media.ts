import type { SharedMediaStore } from "../nodes.ts";
import { createStore, type Engine, query } from "../sql/engine.ts";

/** Bytes in a row: a larger one would be in memory whole, on both sides. */
const partBytes = 1_000_000;

/** Opens the store of the bytes of uploaded files, in parts. */
export function openSharedMedia(engine: Engine): SharedMediaStore {
  const has = query("SELECT 1 FROM media_bytes WHERE name = ? AND part = -1");
  const add = query(
    `INSERT INTO media_bytes (name, part, bytes) VALUES (:name, :part, :bytes)
     ON CONFLICT (name, part) DO UPDATE SET bytes = excluded.bytes`,
  );
  const read = query("SELECT bytes FROM media_bytes WHERE name = ? AND part = ?");
  const removeAll = query("DELETE FROM media_bytes WHERE name = :hash OR name LIKE :hash || '/%'");
  const setReaders = query(
    `INSERT INTO media_readers (hash, readers) VALUES (:hash, :readers)
     ON CONFLICT (hash) DO UPDATE SET readers = excluded.readers`,
  );
  const dropReaders = query("DELETE FROM media_readers WHERE hash = ?");
  const listReaders = query("SELECT hash, readers FROM media_readers");

  const { isThere, ...calls } = createStore<
    Omit<SharedMediaStore, "put" | "read"> & { isThere(name: string): Promise<boolean> }
  >(engine, {
    *isThere(name) {
      return (yield* has.get(name)) !== undefined;
    },
    *remove(hash) {
      yield* removeAll.run({ hash });
    },
    *setReaders(hash, readers) {
      if (readers === undefined) yield* dropReaders.run(hash);
      else yield* setReaders.run({ hash, readers: JSON.stringify(readers) });
    },
    *listReaders() {
      const rows = yield* listReaders.all();
      return new Map(rows.map((row) => [String(row.hash), JSON.parse(String(row.readers)) as string[]]));
    },
  });

  return {
    ...calls,

    async put(name, chunks) {
      if (await isThere(name)) return;
      let part = 0;
      for await (const bytes of inParts(chunks)) {
        await engine.do(add.run({ name, part, bytes }));
        part += 1;
      }
      // The last row says that all parts are here: a node that dies before leaves parts that nobody reads.
      await engine.do(add.run({ name, part: -1, bytes: Buffer.alloc(0) }));
    },

    async *read(name) {
      if (!(await isThere(name))) return;
      for (let part = 0; ; part += 1) {
        const row = await engine.do(read.get(name, part));
        if (!(row?.bytes instanceof Uint8Array)) return;
        yield row.bytes;
      }
    },
  };
}

/** Cuts bytes into parts of one size, so that two nodes that put the same bytes put the same parts. */
async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= partBytes) {
      yield rest.subarray(0, partBytes);
      rest = rest.subarray(partBytes);
    }
  }
  if (rest.length > 0) yield rest;
}
