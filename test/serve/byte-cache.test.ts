import { setImmediate as nextTurn } from "node:timers/promises";
import { test } from "tap";
import { sha256 } from "../../src/published/sha256.ts";
import type { Document } from "../../src/published/snapshot.ts";
import { createByteCache } from "../../src/serve/byte-cache.ts";

const count = 500;

/** The documents of a state, by path. */
function documentsOf(state: string): Map<string, Document> {
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const path = `/feeds/${index}`;
      const sha = sha256(Buffer.from(state + path));
      const variants = { identity: { bytes: 1, etag: `"${sha}"`, sha256: sha } };
      return [path, { path, file: path, type: "text/plain", maxAge: 60, lastModified: 0, variants } as Document];
    }),
  );
}

test("the bytes of a replaced state leave the memory, while other work goes on", async (t) => {
  const states = { old: documentsOf("old"), next: documentsOf("next") };
  let current = states.old;
  let reads = 0;
  const cache = createByteCache({
    view: {
      documents: { get: (path) => current.get(path) },
      privateDocuments: { get: () => undefined },
      size: count,
      gone: new Set(),
      moved: new Map(),
      subscribers: new Map(),
    },
    async find(document) {
      reads++;
      return Buffer.from(document.path);
    },
    share() {},
    onLost: (path) => t.fail(`${path} is lost`),
  });
  const readAll = () => Promise.all([...current.values()].map((document) => cache.read(document, "identity")));
  await readAll();
  await readAll();
  t.equal(reads, count, "each is read once");

  current = states.next;
  let turns = 0;
  let isOver = false;
  const dropped = cache.dropReplaced().then(() => {
    isOver = true;
  });
  while (!isOver) {
    turns++;
    await nextTurn();
  }
  await dropped;
  t.ok(turns > 3, `${turns} turns of the event loop passed meanwhile`);

  current = states.old;
  await readAll();
  t.equal(reads, 2 * count, "those of the old state are read again");
});
