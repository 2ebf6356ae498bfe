import { join } from "node:path";
import { listFiles } from "../import/folder-files.ts";
import { escapeForLine } from "./error-text.ts";
import { errorSuffix } from "./move-file.ts";

/**
 * Lists the files of the inbox that were not imported, or not whole, and that nobody has taken away since.
 * @returns their names, as paths from the folder `failed`
 */
export async function listFailedImports(inbox: string): Promise<string[]> {
  const files = await listFiles(join(inbox, "failed"), { onUnreadable: () => {} }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  return files.map(({ name }) => name).filter((name) => !name.endsWith(errorSuffix));
}

/** Names in a message. */
const maxListedNames = 5;

/** Says that files were not imported, where they lie, and what to do. */
export function describeFailedImports(inbox: string, names: readonly string[]): string {
  const listed = names.slice(0, maxListedNames).map(escapeForLine).join(", ");
  const more = names.length > maxListedNames ? ` and ${names.length - maxListedNames} more` : "";
  const files = names.length === 1 ? "1 file was" : `${names.length} files were`;
  return (
    `${files} not imported whole: ${listed}${more} in ${join(inbox, "failed")}. Read the text beside each ` +
    `(NAME${errorSuffix}); correct the file and put it into the inbox again, or delete it.`
  );
}
