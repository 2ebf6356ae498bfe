import { access, constants, stat } from "node:fs/promises";
import { bytesOf } from "../../config/media-schema.ts";
import type { Config } from "../../config/schema.ts";
import { messageOf } from "../../errors.ts";

/** Says how the nodes of a database share uploaded files, in a part of a sentence. */
export function describeSharing({ maxFile, maxInDatabase, sharedFolder }: Config["media"]): string {
  if (bytesOf(maxFile) <= bytesOf(maxInDatabase)) return "uploaded files are shared through the database";
  const larger =
    sharedFolder === undefined
      ? "larger ones are refused, because media.sharedFolder is not set"
      : `larger ones through ${sharedFolder}`;
  return `uploaded files of up to ${maxInDatabase} are shared through the database, ${larger}`;
}

/** Finds that this machine cannot use the folder in which nodes share large files. @returns sentences for people */
export async function checkSharedFolder({ sharedFolder }: Config["media"]): Promise<string[]> {
  if (sharedFolder === undefined) return [];
  const advice =
    "Large uploaded files of other nodes do not reach this machine. Mount the folder, writable for Courant.";
  try {
    await access(sharedFolder, constants.R_OK | constants.W_OK | constants.X_OK);
    if ((await stat(sharedFolder)).isDirectory()) return [];
    return [`media.sharedFolder: ${sharedFolder} is no folder. ${advice}`];
  } catch (error) {
    return [`media.sharedFolder: ${sharedFolder} cannot be used: ${messageOf(error)}. ${advice}`];
  }
}
