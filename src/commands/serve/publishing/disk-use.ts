import { setImmediate } from "node:timers/promises";
import { Piscina } from "piscina";
import type { DiskUse } from "../../../admin/openapi/schemas/disk-use.ts";
import type { Clock } from "../../../clock.ts";
import type { Snapshot } from "../../../published/snapshot.ts";
import type { CollectionSizes } from "../../../stores/collection-sizes.ts";
import type { MediaFileStore } from "../../../stores/media-files.ts";
import type { CollectionPlace } from "../../../stores/place/open.ts";
import type { SmallerPictureStore } from "../../../stores/smaller-pictures.ts";

/** How long a measurement is good enough. */
const freshMs = 600_000;

/** A thread that measures a collection. It ends when it is done. */
export type MeasureThread = { measure(): Promise<CollectionSizes>; close(): Promise<void> };

/** @param place where the collection is */
export function startMeasureThread(place: CollectionPlace): MeasureThread {
  const pool = new Piscina<string, CollectionSizes>({
    filename: new URL("./start-measuring.js", import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    atomics: "disabled",
  });
  return {
    measure: () => pool.run(place, { name: "measure" }),
    close: () => pool.destroy(),
  };
}

export type DiskUseDeps = {
  thread: Pick<MeasureThread, "measure">;
  mediaFiles: Pick<MediaFileStore, "total">;
  smallerPictures: Pick<SmallerPictureStore, "total">;
  snapshot: () => Snapshot;
  clock: Pick<Clock, "now">;
};

/**
 * Creates the function that says what each kind of record takes on disk. The first call waits for a measurement; later ones
 * return the last one, and begin another if it is older than ten minutes.
 */
export function createDiskUse({
  thread,
  mediaFiles,
  smallerPictures,
  snapshot,
  clock,
}: DiskUseDeps): () => Promise<DiskUse> {
  let last: { at: number; use: DiskUse } | undefined;
  let measuring: Promise<DiskUse> | undefined;

  async function measure(): Promise<DiskUse> {
    const at = clock.now();
    const sizes = await thread.measure();
    const all = await mediaFiles.total();
    const { count, bytes } = await smallerPictures.total();
    const use = {
      measured: new Date(at).toISOString(),
      ...sizes,
      media: { count: all.files, bytes: all.bytes - bytes },
      smallerPictures: { count, bytes },
      documents: await sizeOfDocuments(snapshot()),
    };
    last = { at, use };
    return use;
  }

  return async () => {
    if (!last || clock.now() - last.at > freshMs || clock.now() < last.at) {
      measuring ??= measure().finally(() => {
        measuring = undefined;
      });
      // A caller with an older measurement does not wait for this one, and the next call tries again.
      measuring.catch(() => undefined);
    }
    return last?.use ?? (measuring as Promise<DiskUse>);
  };
}

/** How many documents are added up before other work comes in between. */
const documentsPerTurn = 10_000;

/** @returns the number of documents, and the bytes of all their codings */
async function sizeOfDocuments({ documents }: Snapshot): Promise<{ count: number; bytes: number }> {
  let count = 0;
  let bytes = 0;
  for (const { variants } of documents.values()) {
    for (const { bytes: size } of Object.values(variants)) bytes += size;
    if (++count % documentsPerTurn === 0) await setImmediate();
  }
  return { count, bytes };
}
