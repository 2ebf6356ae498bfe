import { access, constants, cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Prepares a folder, or copies the one that an earlier call kept, because to prepare it takes longest.
 * @param options.collection the folder in which it is kept under `name`; undefined keeps nothing
 */
export async function prepareOrCopy(
  folder: string,
  { collection, name }: { collection: string | undefined; name: string },
  prepare: (folder: string) => Promise<unknown>,
): Promise<void> {
  if (collection === undefined) {
    await prepare(folder);
    return;
  }
  const kept = join(collection, name);
  const isKept = await access(kept).then(
    () => true,
    () => false,
  );
  if (!isKept) {
    await mkdir(collection, { recursive: true });
    const unfinished = `${kept}-unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await prepare(unfinished);
    await rename(unfinished, kept);
  }
  await cp(kept, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
}
