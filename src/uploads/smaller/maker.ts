import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import type { SmallerPictureStore, UnmadePicture } from "../../stores/smaller-pictures.ts";
import type { MediaLibrary } from "../library.ts";
import { nameVersions } from "./name-versions.ts";
import type { Shrinker, startShrinker } from "./shrinker.ts";

/** Makes the smaller versions of uploaded pictures, in a process that runs only while there are some to make. */
export type SmallerPictureMaker = {
  /** Makes what waits, one picture after another. */
  wake(): void;
  stop(): Promise<void>;
};

export type MakerDeps = {
  library: Pick<MediaLibrary, "addSmaller" | "checkRoom">;
  /** DATA_DIR/media. */
  folder: string;
  store: Pick<SmallerPictureStore, "next" | "countTry" | "keep">;
  clock: Pick<Clock, "after">;
  /** Called when pages change. @param isMoreComing whether other pictures wait */
  onChanged: (isMoreComing: boolean) => void;
  /** Called once if the library for pictures cannot be loaded. */
  onUnavailable: (reason: string) => void;
  /** Called for a picture that remains without smaller versions. */
  onRefused: (hash: string, reason: string) => void;
  onError: (error: unknown) => void;
  start?: typeof startShrinker;
};

/** A picture that ended the process so often, or a machine that was switched off so often, is left as it is. */
const maxTries = 5;

/** The process waits so long for another picture: people upload several, one after another. */
const idleMs = 10_000;

/** A service that has no pictures to make never loads what starts a process. */
const startWhenNeeded: typeof startShrinker = async (clock) => (await import("./shrinker.ts")).startShrinker(clock);

/** Creates the maker. The pictures wait in the collection, so those that a kill interrupts are made at the next start. */
export function createSmallerPictureMaker(deps: MakerDeps): SmallerPictureMaker {
  const { library, folder, store, clock, onChanged, onUnavailable, onRefused, onError, start = startWhenNeeded } = deps;
  let shrinker: Shrinker | undefined;
  let working: Promise<void> | undefined;
  let hasNews = false;
  let isOver = false;
  let cancelIdle = () => {};

  async function end(): Promise<void> {
    const former = shrinker;
    shrinker = undefined;
    await former?.close();
  }

  /** @returns undefined if there can be no process */
  async function findShrinker(): Promise<Shrinker | undefined> {
    if (shrinker) return shrinker;
    const started = await start(clock);
    if ("unavailable" in started) {
      isOver = true;
      onUnavailable(started.unavailable);
      return undefined;
    }
    shrinker = started;
    return started;
  }

  async function refuse({ hash }: UnmadePicture, reason: string): Promise<void> {
    await store.keep(hash, []);
    onRefused(hash, reason);
  }

  /** @returns whether pages change */
  async function make(picture: UnmadePicture, current: Shrinker): Promise<boolean> {
    const { hash, name, tries } = picture;
    await store.countTry(hash);
    const result = await current.shrink(join(folder, hash));
    if (result.kind === "made") return library.addSmaller(hash, nameVersions(name, result.pictures));
    if (result.kind === "ended") await end();
    if (!isOver && (result.kind === "refused" || tries + 1 >= maxTries)) await refuse(picture, result.reason);
    return false;
  }

  async function makeAll(): Promise<void> {
    for (let isChanged = false; !isOver; ) {
      hasNews = false;
      const picture = await store.next();
      if (isChanged) onChanged(picture !== undefined);
      isChanged = false;
      if (!picture) break;
      if (picture.tries >= maxTries) {
        await refuse(picture, `they were begun ${maxTries} times, and each time something ended the process`);
        continue;
      }
      await library.checkRoom(0);
      const current = await findShrinker();
      if (current && !isOver) isChanged = await make(picture, current);
    }
  }

  async function work(): Promise<void> {
    await makeAll().catch(onError);
    working = undefined;
    if (isOver) return;
    if (hasNews) wake();
    else cancelIdle = clock.after(idleMs, () => void end());
  }

  function wake(): void {
    cancelIdle();
    hasNews = true;
    if (!isOver) working ??= work();
  }

  return {
    wake,

    async stop() {
      isOver = true;
      cancelIdle();
      await end();
      await working;
      await end();
    },
  };
}
