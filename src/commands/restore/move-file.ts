import { randomUUID } from "node:crypto";
import { copyFile, rename, rm } from "node:fs/promises";
import { syncFile } from "../backup/whole-file.ts";

/**
 * Moves a file, also to another volume, and replaces the file that is there. The new name has the whole file or the one
 * before, except where a container mounts a single file: nothing can be renamed to it, so it is written in its place.
 * The folder must exist, and its caller syncs it.
 */
export async function moveFile(source: string, target: string): Promise<void> {
  const isMoved = await renameIfPossible(source, target);
  if (isMoved) return;
  const temporary = `${target}.${randomUUID()}.tmp`;
  await copyFile(source, temporary);
  await syncFile(temporary);
  if (!(await renameIfPossible(temporary, target))) {
    await copyFile(source, target);
    await syncFile(target);
    await rm(temporary, { force: true });
  }
  await rm(source, { force: true });
}

/** @returns false if the target is on another volume, or is one itself */
async function renameIfPossible(source: string, target: string): Promise<boolean> {
  try {
    await rename(source, target);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "EXDEV" || error.code === "EBUSY")) return false;
    throw error;
  }
}
