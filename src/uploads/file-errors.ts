import { CourantError, messageOf } from "../errors.ts";
import { diskFull } from "./room.ts";

/** @returns the error for the person who uploads, if the file system refused something; any other error as it is */
export function explainFileError(error: unknown, folder: string): unknown {
  if (error instanceof CourantError || !(error instanceof Error) || !("syscall" in error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(folder);
  const isUnwritable = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "EIO"].includes(code);
  if (!isUnwritable) return error;
  return new CourantError(
    "FILE_UNWRITABLE",
    `The upload cannot be written: ${messageOf(error)}. Make DATA_DIR and FEEDS_DIR writable for Courant.`,
    { cause: error },
  );
}
