import { randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Opens a file without a name, so that no other program sees it and it is gone once it is closed or the process ends. */
export async function openTemporaryFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `courant-${randomUUID()}`);
  const file = await open(path, "wx+", 0o600);
  await unlink(path).catch(() => {});
  return file;
}
