import { endingOf, importableEndings } from "../import/endings.ts";
import { escapeForLine, formatRejections } from "./error-text.ts";
import type { FileImport } from "./import-file.ts";

/** After this many reads that the service did not survive, it no longer reads the file. */
export const maxInterruptions = 2;

/** Where a file is moved to, with the log message, and for a failure the text that is put beside the file. */
export type FileOutcome =
  | { folder: "done"; message: string; details: object; text?: undefined }
  | { folder: "failed"; message: string; details: object; text: string };

/** The outcome of a file that was read: `done` if no article was rejected. */
export function importedOutcome(name: string, result: FileImport): FileOutcome {
  const { rejections, ...details } = result;
  if (result.rejected === 0) return { folder: "done", message: "imported from the inbox", details };
  return {
    folder: "failed",
    message: "not everything was imported from the inbox",
    details: { ...details, first: rejections[0]?.error.detail },
    text: formatRejections(name, result),
  };
}

/** The outcome of a file whose name does not end like that of any importable file. */
export function unknownEndingOutcome(name: string): FileOutcome {
  const ending = endingOf(name);
  const reason = ending === "" ? "its name has no ending" : `its name ends in “${escapeForLine(ending)}”`;
  return refusedOutcome(
    name,
    reason,
    `The inbox takes files whose names end in ${importableEndings}. If this file is an article, give its name the right ending, and put it into the inbox again.`,
  );
}

/** The outcome of a file that may have crashed the service. */
export function interruptedOutcome(name: string): FileOutcome {
  return refusedOutcome(
    name,
    "the service ended twice while it read this file",
    "The articles that it had read by then are in the collection. If something else ended the service, put the file into the inbox again. If this file ends the service, correct or split the file first.",
  );
}

function refusedOutcome(name: string, reason: string, advice: string): FileOutcome {
  return {
    folder: "failed",
    message: "a file in the inbox is not imported",
    details: { reason },
    text: `${escapeForLine(name)}: Courant does not import this file, because ${reason}.\n${advice}\n`,
  };
}
