import { randomUUID } from "node:crypto";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { openFeedsDir } from "../../src/published/files.ts";
import { findBytes } from "../../src/published/find-bytes.ts";
import { createFollower } from "../../src/published/follower.ts";
import { toEntry } from "../../src/published/manifest.ts";
import { sha256 } from "../../src/published/sha256.ts";
import { type Document, emptySnapshot, hashesOf, type Snapshot } from "../../src/published/snapshot.ts";
import { createPublishedView, type PublishedUpdate } from "../../src/published/view.ts";

function documentOf(name: string, text: string): Document {
  const body = Buffer.from(text);
  const identity = { body, bytes: body.length, etag: `"${text}"`, sha256: sha256(body) };
  return {
    path: `/feeds/${name}`,
    file: name,
    type: "text/plain",
    maxAge: 60,
    lastModified: 0,
    variants: { identity },
  };
}

/** Publishes documents into a folder, as a run does. */
function publisherInto(folder: string) {
  const files = openFeedsDir(folder);
  let snapshot: Snapshot = emptySnapshot;
  const run = randomUUID();
  return {
    files,
    async publish(documents: Document[], removed: Document[] = []) {
      const former = new Map(
        [...snapshot.documents].map(([path, { variants }]) => [path, { hashes: hashesOf(variants) }] as const),
      );
      await files.write(documents, former);
      const next = new Map(snapshot.documents);
      for (const document of documents) next.set(document.path, document);
      for (const { path } of removed) next.delete(path);
      snapshot = { ...snapshot, baseUrl: "https://f.example", documents: next };
      const state = { run, definition: "", looked: { change: 0, now: 0 }, keys: {} };
      await files.commit({ snapshot, changed: documents, removed, changedKeys: {}, state, isInterrupted: false });
    },
  };
}

function follow(folder: string) {
  const { view, apply } = createPublishedView();
  const problems: string[] = [];
  const follower = createFollower({
    folder,
    onUpdate: (step) => step.forEach(apply),
    onProblem: (problem) => problems.push(problem),
  });
  return {
    ...follower,
    problems,
    async text(name: string) {
      const document = view.documents.get(`/feeds/${name}`);
      return document && (await findBytes(folder, document, "identity"))?.toString();
    },
  };
}

const folderOf = (t: Test) => t.testdir();

test("bytes that were replaced or removed are found until they are released", async (t) => {
  const folder = folderOf(t);
  const { publish, files } = publisherInto(folder);
  await publish([documentOf("a.rss", "one"), documentOf("b.rss", "one")]);
  const serving = follow(folder);
  t.equal(await serving.look(), true);
  await publish([documentOf("a.rss", "two")], [documentOf("b.rss", "one")]);
  t.equal(await serving.text("a.rss"), "one", "it has not looked again");
  t.equal(await serving.text("b.rss"), "one");
  t.equal(await serving.look(), true);
  t.equal(await serving.text("a.rss"), "two");
  t.equal(await serving.text("b.rss"), undefined);
  await files.removeReplaced(await files.listReplaced());
  t.notOk((await readdir(folder)).includes(".replaced"), "nothing is left");
  t.equal(await serving.text("a.rss"), "two");
});

test("a change is followed only when all its bytes are there; until then what was there stays", async (t) => {
  const [origin, copy] = ["origin", "copy"].map((name) => join(folderOf(t), name)) as [string, string];
  const { publish } = publisherInto(origin);
  await publish([documentOf("a.rss", "one")]);
  await cp(origin, copy, { recursive: true });
  const serving = follow(copy);
  await serving.look();
  await publish([documentOf("a.rss", "two"), documentOf("b.rss", "two")]);
  // A copy that brings the manifest before the files, and a file before another.
  for (const name of ["manifest.json", "manifest.journal"]) await cp(join(origin, name), join(copy, name));
  t.equal(await serving.look(), false);
  t.equal(await serving.text("a.rss"), "one");
  await cp(join(origin, "b.rss"), join(copy, "b.rss"));
  t.equal(await serving.look(), false);
  t.equal(await serving.text("b.rss"), undefined);
  await writeFile(join(copy, "a.rss"), "tw");
  t.equal(await serving.look(), false, "half a file is no file");
  await cp(join(origin, "a.rss"), join(copy, "a.rss"));
  t.equal(await serving.look(), true);
  t.equal(await serving.text("a.rss"), "two");
  t.equal(await serving.text("b.rss"), "two");
});

test("a manifest that is damaged is told of once, and what was there stays", async (t) => {
  const folder = folderOf(t);
  const { publish } = publisherInto(folder);
  await publish([documentOf("a.rss", "one")]);
  const serving = follow(folder);
  await serving.look();
  const manifest = await readFile(join(folder, "manifest.json"));
  await rm(join(folder, "manifest.json"));
  t.equal(await serving.look(), false);
  await writeFile(join(folder, "manifest.json"), manifest.subarray(0, 100));
  t.equal(await serving.look(), false);
  t.equal(await serving.look(), false);
  t.equal(serving.problems.length, 1);
  t.match(serving.problems[0], /manifest\.json cannot be read/);
  t.equal(await serving.text("a.rss"), "one");
  await publish([documentOf("a.rss", "three")]);
  t.equal(await serving.look(), true);
  t.equal(await serving.text("a.rss"), "three");
});

test("documents that are announced before their run is over are followed; a line that is cut off is passed over", async (t) => {
  const folder = folderOf(t);
  const { publish, files } = publisherInto(folder);
  await publish([documentOf("a.rss", "one")]);
  const serving = follow(folder);
  await serving.look();
  const two = documentOf("a.rss", "two");
  await files.write([two], new Map([["/feeds/a.rss", { hashes: hashesOf(documentOf("a.rss", "one").variants) }]]));
  await files.announce([two]);
  const journal = join(folder, "manifest.journal");
  await writeFile(journal, '\n0123456789abcdef {"documents":[', { flag: "a" });
  await serving.look();
  t.equal(await serving.text("a.rss"), "two");
  await files.announce([two]);
  t.equal(await serving.look(), true);
  const late = follow(folder);
  await late.look();
  t.equal(await late.text("a.rss"), "two", "who begins later reads the journal as well");
  t.equal(late.updates().length, 2);
});

test("what could not be recorded is followed, also by who begins later, until something newer is recorded", async (t) => {
  const folder = folderOf(t);
  const { publish, files } = publisherInto(folder);
  const serving = follow(folder);
  const [one, two] = [documentOf("a.rss", "one"), documentOf("a.rss", "two")];
  await files.write([one], new Map());
  await serving.take({ kind: "changes", entries: [[one.path, JSON.stringify(toEntry(one))]], removed: [] });
  t.equal(await serving.look(), false, "there is no manifest");
  t.equal(await serving.text("a.rss"), "one");
  const late = createPublishedView();
  for (const update of serving.updates()) late.apply(update);
  t.ok(late.view.documents.get(one.path));
  t.equal(late.view.size, 1);
  await publish([two]);
  t.equal(await serving.look(), true);
  t.equal(await serving.text("a.rss"), "two");
});

test("what is told during a look comes after it: an older manifest does not take its place", async (t) => {
  const folder = folderOf(t);
  const { publish } = publisherInto(folder);
  await publish([documentOf("a.rss", "one")]);
  const serving = follow(folder);
  const two = documentOf("b.rss", "one");
  const looked = serving.look();
  const taken = serving.take({ kind: "changes", entries: [[two.path, JSON.stringify(toEntry(two))]], removed: [] });
  await Promise.all([looked, taken]);
  t.equal(serving.updates().length, 2);
  t.same(serving.updates()[1], {
    kind: "changes",
    entries: [[two.path, JSON.stringify(toEntry(two))]],
    removed: [],
    gone: undefined,
    moved: undefined,
  });
});

test("many changes come in steps: new documents first, then what is gone or moved, and removed documents last", async (t) => {
  const folder = folderOf(t);
  const { publish, files } = publisherInto(folder);
  const one = documentOf("a.rss", "one");
  await publish([one]);
  await files.announce([one]);
  const steps: PublishedUpdate[][] = [];
  const follower = createFollower({
    folder,
    onUpdate: (step) => steps.push([...step]),
    onProblem: (problem) => t.fail(problem),
  });
  await follower.look();
  t.same(
    steps.splice(0).map((step) => step.map(({ kind }) => kind)),
    [["manifest", "changes"]],
    "a manifest and its journal are one step",
  );
  const entries = Array.from({ length: 450 }, (_, index) => [`/feeds/next-${index}`, "{}"] as const);
  const removed = Array.from({ length: 250 }, (_, index) => `/feeds/former-${index}`);
  await follower.take({ kind: "changes", entries, removed, gone: removed });
  t.ok(steps.every((step) => step.length === 1));
  const changes = steps.flat().flatMap((update) => (update.kind === "changes" ? [update] : []));
  t.same(
    changes.map(({ entries, removed, gone = [] }) => [entries.length, gone.length, removed.length]),
    [
      [200, 0, 0],
      [200, 0, 0],
      [50, 0, 0],
      [0, 250, 0],
      [0, 0, 200],
      [0, 0, 50],
    ],
  );
  t.same(
    changes.flatMap((change) => change.entries),
    entries,
  );
  t.same(
    changes.flatMap((change) => change.removed),
    removed,
  );
});
