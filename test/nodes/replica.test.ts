import { test } from "tap";
import { createReplica } from "../../src/nodes/replica.ts";
import { type FeedsDir, openFeedsDir } from "../../src/published/files.ts";
import { toEntry } from "../../src/published/manifest.ts";
import { sha256 } from "../../src/published/sha256.ts";
import type { Document } from "../../src/published/snapshot.ts";
import type { SharedDocumentStore } from "../../src/stores/nodes.ts";
import { handClock } from "../stores/helpers.ts";

/** More documents than are fetched together. */
const count = 120;

function documentAt(path: string, text: string): { document: Document; body: Buffer } {
  const body = Buffer.from(text);
  const hash = sha256(body);
  const identity = { etag: `"${hash.slice(0, 32)}"`, sha256: hash, bytes: body.length };
  const file = path.slice("/feeds/".length);
  const type = "application/rss+xml; charset=utf-8";
  return { document: { path, file, type, maxAge: 300, lastModified: 1_700_000_000_000, variants: { identity } }, body };
}

/** A database with documents, whose `failing` next reads of bytes fail. */
function databaseOf() {
  const entries = new Map<string, string | undefined>();
  const bytes = new Map<string, Buffer>();
  const state = { number: 0, failing: [] as boolean[] };
  const shared = {
    async readChanges() {
      const head = { baseUrl: "https://x.example", gone: [], moved: {} };
      return { number: state.number, head, ageMs: 0, entries: [...entries].map(([path, entry]) => ({ path, entry })) };
    },
    async readBytes(hashes: readonly string[]) {
      if (state.failing.shift()) throw new Error("away");
      return new Map(hashes.flatMap((hash) => [[hash, bytes.get(hash)] as const]).filter(([, body]) => body));
    },
  } as unknown as SharedDocumentStore;
  return {
    shared,
    state,
    put(path: string, text: string) {
      const { document, body } = documentAt(path, text);
      bytes.set(sha256(body), body);
      entries.set(path, JSON.stringify(toEntry(document)));
      state.number += 1;
    },
    remove(path: string) {
      entries.set(path, undefined);
      state.number += 1;
    },
  };
}

test("a follower serves all of a change or nothing, and what is removed before it has followed is not there", async (t) => {
  const files = openFeedsDir(t.testdir());
  const announced: string[] = [];
  const watched: FeedsDir = {
    ...files,
    async announce(documents) {
      announced.push(...documents.map(({ path }) => path));
      await files.announce(documents);
    },
  };
  const { shared, state, put, remove } = databaseOf();
  for (let number = 0; number < count; number++) put(`/feeds/f${number}.rss`, `first ${number}`);
  const replica = createReplica(watched, shared, await files.load(), {
    clock: handClock(),
    onWritten: async () => undefined,
    onApplied: async () => undefined,
  });
  await replica.follow();
  const pathsIn = async () => new Set((await openFeedsDir(t.testdirName).load()).snapshot.documents.keys());
  t.equal((await pathsIn()).size, count);

  announced.length = 0;
  put("/feeds/a.rss", "new");
  for (let number = 0; number < count; number++) put(`/feeds/f${number}.rss`, `second ${number}`);
  state.failing = [false, true];
  await t.rejects(replica.follow(), { message: "away" });
  t.same(announced, [], "nothing of a change is served before all of its bytes are here");
  remove("/feeds/a.rss");
  await replica.follow();
  t.equal(announced.length, count);
  t.notOk((await pathsIn()).has("/feeds/a.rss"));
});
