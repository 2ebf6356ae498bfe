import { type Test, test } from "tap";
import type { SmallerPicture } from "../../src/article/smaller-pictures.ts";
import { systemClock } from "../../src/clock.ts";
import { createSmallerPictureMaker } from "../../src/uploads/smaller/maker.ts";
import type { ShrinkResult } from "../../src/uploads/smaller/messages.ts";
import type { NamedVersion } from "../../src/uploads/smaller/name-versions.ts";
import { start as moment, testStores } from "../stores/helpers.ts";
import { until } from "../until.ts";

/** The duty to make smaller versions, with a process that answers as a test wants. */

const hashOf = (digit: number) => String(digit).repeat(64);

/** @param answer what the process says of the picture in a file */
async function openMaker(t: Test, answer: (file: string) => Promise<ShrinkResult> | ShrinkResult, isAvailable = true) {
  const { stores } = await testStores(t);
  const { mediaFiles, smallerPictures } = stores;
  const seen = { starts: 0, closes: 0, unavailable: [] as string[], refused: [] as string[], changes: [] as boolean[] };
  const create = () =>
    createSmallerPictureMaker({
      library: {
        checkRoom: async () => {},
        addSmaller: async (hash: string, versions: readonly NamedVersion[]) =>
          smallerPictures.keep(
            hash,
            versions.map(({ picture }) => picture),
          ),
      },
      folder: "/media",
      store: smallerPictures,
      clock: systemClock,
      onChanged: (isMoreComing) => seen.changes.push(isMoreComing),
      onUnavailable: (reason) => seen.unavailable.push(reason),
      onRefused: (_hash, reason) => seen.refused.push(reason),
      onError: (error) => t.error(error),
      async start() {
        seen.starts += 1;
        if (!isAvailable) return { unavailable: "no such package" };
        return {
          shrink: async (file) => answer(file),
          async close() {
            seen.closes += 1;
          },
        };
      },
    });
  const add = (digit: number, width = 1000) =>
    mediaFiles.add({
      hash: hashOf(digit),
      name: "a.png",
      facts: { type: "image/png", bytes: 5, width, height: 5 },
      uploaded: moment + digit,
      by: "t",
    });
  const maker = create();
  t.teardown(maker.stop);
  const smallerOf = async (digit: number): Promise<SmallerPicture[] | undefined> => {
    const found = await mediaFiles.find(hashOf(digit));
    return found.state === "present" ? found.file.smaller : undefined;
  };
  return { maker, create, add, seen, smallerOf, stores };
}

const made: ShrinkResult = { kind: "made", pictures: [{ width: 320, height: 2, bytes: Buffer.from("webp") }] };
const waitingIn =
  ({ stores }: Pick<Awaited<ReturnType<typeof openMaker>>, "stores">) =>
  async () =>
    (await stores.smallerPictures.total()).waiting;

test("all pictures that wait are made by one process, the last upload first; nothing starts one for others", async (t) => {
  const asked: string[] = [];
  const opened = await openMaker(t, (file) => {
    asked.push(file);
    return made;
  });
  const { maker, add, seen, smallerOf } = opened;
  await add(1, 320);
  maker.wake();
  await maker.stop();
  t.equal(seen.starts, 0, "the picture is too narrow");
  for (const digit of [2, 3, 4]) await add(digit);
  const next = opened.create();
  t.teardown(next.stop);
  next.wake();
  await until(async () => (await waitingIn(opened)()) === 0);
  t.same(
    asked,
    [4, 3, 2].map((digit) => `/media/${hashOf(digit)}`),
  );
  t.equal(seen.starts, 1);
  t.match(await smallerOf(3), [{ width: 320, height: 2, bytes: 4 }]);
  t.same(seen.changes, [], "no article uses them");
});

test("a picture that ends the process is tried again, then left as it is, and the others are made", async (t) => {
  const tries: string[] = [];
  const opened = await openMaker(t, (file) => {
    tries.push(file.slice(-1));
    return file.endsWith("2") ? { kind: "ended", reason: "too much memory" } : made;
  });
  const { maker, add, seen, smallerOf } = opened;
  for (const digit of [1, 2, 3]) await add(digit);
  maker.wake();
  await until(async () => (await waitingIn(opened)()) === 0);
  t.same(tries, ["3", "2", "2", "2", "2", "2", "1"]);
  t.same(seen.refused, ["too much memory"]);
  t.same([await smallerOf(2), (await smallerOf(1))?.length], [[], 1]);
});

test("a kill in the middle loses nothing: the picture waits, and the tries are counted before they begin", async (t) => {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const opened = await openMaker(t, async () => {
    resolve();
    return { kind: "ended", reason: "killed" };
  });
  const { maker, add, stores } = opened;
  await add(1);
  maker.wake();
  await begun;
  await maker.stop();
  const picture = await stores.smallerPictures.next();
  t.equal(picture?.hash, hashOf(1));
  t.ok((picture?.tries ?? 0) > 0);
});

test("without the library for pictures nothing is made, it is said once, and everything waits", async (t) => {
  const opened = await openMaker(t, () => made, false);
  const { maker, add, seen } = opened;
  for (const digit of [1, 2]) {
    await add(digit);
    maker.wake();
    await until(() => seen.unavailable.length > 0);
  }
  t.same(seen.unavailable, ["no such package"]);
  t.equal(await waitingIn(opened)(), 2);
  t.match(await opened.stores.smallerPictures.next(), { tries: 0 });
});
