import { formatCount } from "../../article/limits.ts";
import type { FileImport } from "./import-file.ts";

/** The text that is put beside a file that failed: for each rejected article where it stands, why, and what to do. */
export function formatRejections(name: string, result: FileImport): string {
  const { created, updated, unchanged, rejected, rejections } = result;
  const imported = created + updated + unchanged;
  const unlisted = rejected - rejections.length;
  return [
    `${escapeForLine(name)}: ${formatCount(rejected)} of ${formatCount(imported + rejected)} articles could not be imported${imported > 0 ? "; the others are in the collection" : ""}.`,
    "Correct the articles named here and put the file into the inbox again under the same name: Courant updates its articles and creates no duplicates.",
    "",
    ...rejections.map(
      ({ where, error }) => `${escapeForLine(where)}\n  ${error.code}: ${escapeForLine(error.detail)}\n`,
    ),
    ...(unlisted > 0 ? [`and ${formatCount(unlisted)} more.\n`] : []),
  ].join("\n");
}

/** Escapes line breaks and control characters: in a file name they would look like lines of this text. */
export function escapeForLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
