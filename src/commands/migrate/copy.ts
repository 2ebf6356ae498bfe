import { open, rename, rm, stat } from "node:fs/promises";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import { removeSearchFile } from "../../stores/sqlite/search-file.ts";
import { syncFile, syncFolder } from "../backup/whole-file.ts";
import { collectionFile, requireCollectionFile } from "../workspace/collection-file.ts";
import { fetchUploads, listUploads, shareUploads } from "../workspace/moved-media.ts";

/** The result of a copy. `problems`: one sentence for each uploaded file whose bytes are missing. */
export type Copied = { rows: number; media: number; problems: string[] };

/** The logs that SQLite may leave beside a file that is closed, and the index of words. */
const leftovers = ["-journal", "-wal", "-shm", ".search", ".search-wal", ".search-shm"];

type OnProgress = (done: number, total: number) => void;

/** Copies the collection of DATA_DIR, which nobody may work in meanwhile, into an empty database. */
export async function copyThere(config: Config, url: string, onProgress: OnProgress): Promise<Copied> {
  const file = await requireCollectionFile(config.environment.dataDir);
  const { copyToDatabase, prepareDatabase } = await import("../../stores/copy/to-database.ts");
  await prepareDatabase(url);
  const uploads = await listUploads(file);
  // Bytes that no row names yet do no harm, and a migration that starts again finds them there.
  const problems = await shareUploads(config, url, uploads);
  const rows = await copyToDatabase(file, url, onProgress);
  return { rows, media: uploads.length - problems.length, problems };
}

/** Copies a collection from a database into a DATA_DIR that has none. */
export async function copyBack(config: Config, url: string, onProgress: OnProgress): Promise<Copied> {
  const { dataDir } = config.environment;
  const file = collectionFile(dataDir);
  await requireNoCollectionFile(dataDir);
  const { copyFromDatabase } = await import("../../stores/copy/from-database.ts");
  const temporary = `${file}.migrating`;
  const removeTemporary = async () => {
    for (const suffix of ["", ...leftovers]) await rm(temporary + suffix, { force: true });
  };
  try {
    await removeTemporary();
    await (await open(temporary, "wx", 0o600)).close();
    const rows = await copyFromDatabase(url, temporary, { isLast: true, onProgress });
    const uploads = await listUploads(temporary);
    const problems = await fetchUploads(config, url, uploads);
    for (const suffix of leftovers) await rm(temporary + suffix, { force: true });
    await syncFile(temporary);
    removeSearchFile(file);
    await rename(temporary, file);
    await syncFolder(dataDir);
    return { rows, media: uploads.length - problems.length, problems };
  } finally {
    await removeTemporary();
  }
}

/** @throws COLLECTION_EXISTS */
export async function requireNoCollectionFile(dataDir: string): Promise<void> {
  const file = collectionFile(dataDir);
  if (!(await stat(file).catch(() => undefined))) return;
  throw new CourantError(
    "COLLECTION_EXISTS",
    `Nothing was copied, because there is a collection in ${dataDir} already. Move ${file} to another folder, or name ` +
      "another DATA_DIR.",
  );
}
