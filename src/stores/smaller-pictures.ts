import type { PictureVersions, SmallerPicture } from "../article/smaller-pictures.ts";

/** A picture whose smaller versions are to be made. `tries`: how often somebody began. */
export type UnmadePicture = { hash: string; name: string; tries: number };

/**
 * The smaller versions of uploaded pictures. They are a durable duty: a picture that was uploaded, or whose smaller versions
 * were lost, waits here until somebody made them.
 */
export type SmallerPictureStore = {
  /** Finds the picture among those that wait that was uploaded last; undefined when none waits. */
  next(): Promise<UnmadePicture | undefined>;

  /** Counts that somebody begins with a picture, before anything can go wrong. */
  countTry(hash: string): Promise<void>;

  /**
   * Keeps which smaller versions a picture has; none if they cannot be made. It waits no longer. Selections and pages with
   * articles that use it count as changed.
   * @returns whether any count as changed
   */
  keep(hash: string, smaller: readonly SmallerPicture[]): Promise<boolean>;

  /** Forgets the smaller versions of pictures, whose files were lost: they are made again. */
  forget(hashes: readonly string[]): Promise<void>;

  /** The pictures among some files that have smaller versions. */
  find(hashes: readonly string[]): Promise<PictureVersions>;

  /** The number of smaller versions, their bytes, and the number of pictures that wait for theirs. */
  total(): Promise<{ count: number; bytes: number; waiting: number }>;
};
