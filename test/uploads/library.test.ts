import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Test, test } from "tap";
import { forgetMedia, mediaFile, openMedia, publishMedia } from "../../src/published/media-files.ts";
import { createMediaLibrary } from "../../src/uploads/library.ts";
import { findMediaProblems, putMediaInOrder } from "../../src/uploads/put-in-order.ts";
import type { DiskSpace } from "../../src/uploads/room.ts";
import { ingestHere } from "../ingest-here.ts";
import { pictures } from "../media/pictures.ts";
import { memoryFolder } from "../memory-folder.ts";
import { slowTest } from "../slow.ts";
import { testStores } from "../stores/helpers.ts";
import { pngHead } from "./pngs.ts";

/** The library alone, with a disk that says what a test wants. */
async function openHere(t: Test, disk: DiskSpace, maxTotal = 1_000_000_000) {
  const { stores, clock } = await testStores(t);
  const folder = t.testdir({ data: {}, feeds: {} });
  const [data, feedsDir] = [join(folder, "data", "media"), join(folder, "feeds")];
  const library = createMediaLibrary({
    folder: data,
    feedsDir,
    limits: { maxFile: 500_000_000, maxTotal },
    configuration: () => "{}",
    mediaFiles: stores.mediaFiles,
    smallerPictures: stores.smallerPictures,
    queue: ingestHere(),
    clock,
    readDisk: async () => disk,
    onChanged: () => {},
  });
  const add = (chunks: Iterable<Buffer>, name = "a.png") => library.add(toStream(chunks), { name, by: "test" });
  return { library, add, data, feedsDir, stores };
}

async function* toStream(chunks: Iterable<Buffer>) {
  yield* chunks;
}

test("below 5 % of free disk an upload is refused before its body is read, and another during its body", async (t) => {
  const disk = { free: 100, total: 1000 };
  const { library, add, data } = await openHere(t, disk);
  await library.checkRoom(50);
  await t.rejects(library.checkRoom(51), { code: "DISK_FULL", status: 507 }, "the file would take the last of it");
  disk.free = 49;
  await t.rejects(library.checkRoom(0), { code: "DISK_FULL" });
  const megabyte = Buffer.alloc(1024 * 1024);
  const sent = { count: 0 };
  function* endless() {
    for (; sent.count < 1000; sent.count++) yield megabyte;
  }
  await t.rejects(add(endless()), { code: "DISK_FULL" });
  t.ok(sent.count < 100, "soon");
  t.same(await readdir(join(data, "incoming")), []);
});

test("uploads that go on at the same time share the limit of all files", async (t) => {
  const { library, add } = await openHere(t, { free: 1e12, total: 1e12 }, 1000);
  const { promise: held, resolve } = Promise.withResolvers<void>();
  const { bytes } = pictures.png;
  async function* slow() {
    yield Buffer.concat([bytes, Buffer.alloc(700)]);
    await held;
  }
  const first = library.add(slow(), { name: "slow.png", by: "test" });
  while (
    await library.checkRoom(200).then(
      () => true,
      () => false,
    )
  )
    await new Promise((done) => setTimeout(done, 1));
  await t.rejects(add([Buffer.concat([bytes, Buffer.alloc(500)])]), { code: "MEDIA_LIMIT_REACHED" });
  resolve();
  await first;
  t.same(await library.total(), { files: 1, bytes: 700 + bytes.length });
});

test("a file that was kept meanwhile counts for an upload that began before it", async (t) => {
  const { png, gif } = pictures;
  const [one, other] = [png.bytes, Buffer.concat([gif.bytes, Buffer.alloc(500)])];
  const { library, add, data } = await openHere(t, { free: 1e12, total: 1e12 }, one.length + other.length - 1);
  const kept = Promise.withResolvers<void>();
  async function* late() {
    await kept.promise;
    yield other;
  }
  const second = library.add(late(), { name: "b.gif", by: "test" });
  // The folder for uploads is made when the second one has begun.
  while (!(await readdir(join(data, "incoming")).catch(() => [])).length) await new Promise(setImmediate);
  await add([one]);
  kept.resolve();
  await t.rejects(second, { code: "MEDIA_LIMIT_REACHED" });
  t.same(await readdir(join(data, "incoming")), []);
  t.same(await library.total(), { files: 1, bytes: one.length });
  await t.rejects(add([other]), { code: "MEDIA_LIMIT_REACHED" });
  await add([gif.bytes]);
});

slowTest("a file has a hundred names at most; more uploads of it get the first", async (t) => {
  const { add } = await openHere(t, { free: 1e12, total: 1e12 });
  const { bytes } = pictures.png;
  for (let number = 0; number < 100; number++) await add([bytes], `name-${number}.png`);
  const beyond = await add([bytes], "one-more.png");
  t.equal(beyond.name, "name-0.png");
  t.equal(beyond.file.names.length, 100);
  t.equal((await add([bytes], "name-99.png")).name, "name-99.png");
});

test("a file that cannot be published is not kept either", async (t) => {
  const { library, add, data, feedsDir } = await openHere(t, { free: 1e12, total: 1e12 });
  await writeFile(join(feedsDir, "media"), "a file in place of the folder");
  await t.rejects(add([pictures.png.bytes]), { code: "FILE_UNWRITABLE" });
  t.same(await readdir(data, { recursive: true }), ["incoming"]);
  t.same(await library.total(), { files: 0, bytes: 0 });
});

test("a file is published by a hard link, and by a copy on another volume", async (t) => {
  const { hash, name } = { hash: "a".repeat(64), name: "a.png" };
  const folder = t.testdir({ "a.png": "bytes" });
  const source = join(folder, "a.png");
  await publishMedia(folder, { hash, name }, { source, bytes: 5 });
  t.equal((await stat(source)).nlink, 2);
  await publishMedia(folder, { hash, name: "b.png" }, { source, bytes: 5 });
  await publishMedia(folder, { hash, name }, { source, bytes: 5 });
  t.equal((await stat(source)).nlink, 3);
  const memory = memoryFolder();
  if (memory === undefined || (await stat(memory)).dev === (await stat(folder)).dev) {
    return t.pass("there is no other volume here");
  }
  const other = join(memory, `courant-media-${process.pid}`);
  await mkdir(other);
  t.teardown(() => forgetMedia(other, hash));
  await publishMedia(other, { hash, name }, { source, bytes: 5 });
  const media = await openMedia(other, { hash, name });
  if (typeof media === "string") return t.fail(media);
  t.equal((await media.handle.readFile()).toString(), "bytes");
  await media.handle.close();
  t.equal((await stat(source)).nlink, 3);
});

test("a check names a smaller version that is missing, and the next start has all of them made again", async (t) => {
  const { library, add, data, feedsDir, stores } = await openHere(t, { free: 1e12, total: 1e12 });
  const { hash } = (await add([pngHead(1000, 600)])).file;
  const bytes = Buffer.from("as small as can be");
  const named = (width: number) => ({ name: `a-${width}-1.webp`, width, height: 3, bytes: bytes.length });
  const smaller = [named(320), named(640)];
  await library.addSmaller(
    hash,
    smaller.map((picture) => ({ picture, bytes })),
  );
  const folders = { folder: data, feedsDir };
  t.same(await findMediaProblems(folders, stores.mediaFiles), []);
  t.same(await putMediaInOrder(folders, stores), []);
  t.same((await library.find(hash)).smaller, smaller, "a start keeps those that are there");
  t.match(await add([pngHead(1000, 600)], "a-320-1.png"), { name: "a-320-1.png" });
  const file = mediaFile(feedsDir, { hash, name: "a-640-1.webp" });
  await rm(file);
  t.same(await findMediaProblems(folders, stores.mediaFiles), [
    `${file}: it is missing or damaged; the next start publishes it again`,
  ]);
  await putMediaInOrder(folders, stores);
  t.match(await stores.smallerPictures.next(), { hash, tries: 0 });
  await library.addSmaller(hash, [{ picture: named(320), bytes }]);
  t.same(
    (await readdir(join(feedsDir, "media", hash))).sort(),
    ["a-320-1.png", "a-320-1.webp", "a.png"],
    "and nothing is left of those before",
  );
  await library.remove(hash, { force: false });
  t.equal(await library.addSmaller(hash, [{ picture: named(320), bytes }]), false, "a picture that is gone gets none");
  t.same(await readdir(join(feedsDir, "media", hash)), [".gone"]);
});
