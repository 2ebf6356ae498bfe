import { test } from "tap";
import { shareFeedsDir } from "../../src/nodes/shared-feeds-dir.ts";
import type { Commit } from "../../src/published/commit.ts";
import type { FeedsDir } from "../../src/published/files.ts";
import type { Document, Snapshot } from "../../src/published/snapshot.ts";
import type { SharedCommit, SharedDocumentStore } from "../../src/stores/nodes.ts";

const emptySnapshot: Snapshot = { baseUrl: undefined, documents: new Map(), gone: new Set(), moved: new Map() };

function documentAt(path: string, sha256: string): Document {
  const identity = { etag: `"${sha256}"`, sha256, bytes: 1, body: Buffer.from(sha256) };
  return { path, file: "x.rss", type: "x", maxAge: 1, lastModified: 0, variants: { identity } };
}

function commitOf(documents: readonly Document[], changed: readonly Document[]): Commit {
  const snapshot = { ...emptySnapshot, documents: new Map(documents.map((document) => [document.path, document])) };
  const state = { run: "", definition: "", looked: { change: 0, now: 0 }, keys: {} };
  return { snapshot, changed, removed: [], changedKeys: {}, state, isInterrupted: false };
}

/** Shares a folder that keeps nothing, with a database that fails when it is told to. */
function shareNothing(served: Snapshot = emptySnapshot) {
  const commits: SharedCommit[] = [];
  const recorded: Commit[] = [];
  const database = { isAway: false };
  const shared = {
    findMissing: async () => new Set<string>(),
    async commit(commit: SharedCommit) {
      if (database.isAway) throw new Error("away");
      commits.push(commit);
      return commits.length;
    },
  } as unknown as SharedDocumentStore;
  const files = {
    announce: async () => undefined,
    async commit(commit: Commit) {
      recorded.push(commit);
    },
  } as unknown as FeedsDir;
  return { commits, recorded, database, folder: shareFeedsDir(files, shared, served, () => undefined) };
}

test("documents of a commit that the database refused go with the next one, though they have not changed again", async (t) => {
  const { folder, commits, recorded, database } = shareNothing();
  const [first, second] = [documentAt("/a.rss", "a"), documentAt("/b.rss", "b")];
  database.isAway = true;
  await t.rejects(folder.commit(commitOf([first], [first])));
  t.same(recorded, [], "nothing is recorded here that other nodes do not have");
  database.isAway = false;
  await folder.commit(commitOf([first, second], [second]));
  const paths = (commit: SharedCommit | undefined) => commit?.entries.map(({ path }) => path).sort();
  t.same(paths(commits.at(-1)), ["/a.rss", "/b.rss"]);
  t.same(
    recorded
      .at(-1)
      ?.changed.map(({ path }) => path)
      .sort(),
    ["/a.rss", "/b.rss"],
  );
  await folder.commit(commitOf([first, second], []));
  t.same(paths(commits.at(-1)), [], "afterwards only what changed is sent");
});

test("a removal that the database refused goes with the next commit", async (t) => {
  const document = documentAt("/a.rss", "a");
  const { folder, commits, database } = shareNothing({ ...emptySnapshot, documents: new Map([["/a.rss", document]]) });
  database.isAway = true;
  await t.rejects(folder.commit({ ...commitOf([], []), removed: [document] }));
  database.isAway = false;
  await folder.commit(commitOf([], []));
  t.same(commits.at(-1)?.removed, ["/a.rss"]);
});

test("bytes stay in use while the commit that replaces them has not succeeded", async (t) => {
  const before = documentAt("/a.rss", "a");
  const after = documentAt("/a.rss", "b");
  const { folder, commits, database } = shareNothing({ ...emptySnapshot, documents: new Map([["/a.rss", before]]) });
  database.isAway = true;
  await t.rejects(folder.announce([after]));
  database.isAway = false;
  await folder.commit(commitOf([after], [after]));
  t.same(commits.at(-1)?.unused, ["a"]);
});
