import { stat } from "node:fs/promises";
import { type Clock, repeat } from "../clock.ts";

/** The pause between two looks at the files. Notices of the file system do not reach through mounts of containers. */
const lookIntervalMs = 1_000;

/**
 * Looks at files again and again, and calls back when one of them has changed and then stayed the same for one look, so
 * that a file that is just being written is not read by halves.
 * @param files returns the files at each look
 * @returns a function that ends it
 */
export function watchFiles(files: () => readonly string[], clock: Clock, onChange: () => void): () => void {
  let known: string | undefined;
  let before: string | undefined;
  let isLooking = false;

  async function look() {
    const seen = (await Promise.all(files().map(describeFile))).join("\n");
    if (seen === before && known !== seen) {
      if (known !== undefined) onChange();
      known = seen;
    }
    before = seen;
    known ??= seen;
  }

  const lookUnlessLooking = () => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  };
  lookUnlessLooking();
  return repeat(clock, lookIntervalMs, lookUnlessLooking);
}

/** Describes the state of a file, which is another after each change. */
async function describeFile(file: string): Promise<string> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  return `${file} ${stats ? `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs}` : "is away"}`;
}
