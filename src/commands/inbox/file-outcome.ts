import { endingOf, takenEndings } from "../import/endings.ts";
import { rejectionsText, visible } from "./error-text.ts";
import type { Taken } from "./import-file.ts";

/** Reads of a file that the service did not outlive, after which it reads the file no more. */
export const interruptionsMost = 2;

/** Where a file goes once it is dealt with, and what is said of that: in the log, and of a failure beside the file. */
export type Outcome =
  | { folder: "done"; message: string; details: object; text?: undefined }
  | { folder: "failed"; message: string; details: object; text: string };

/** What follows from how a file's articles fared. */
export function outcomeOf(name: string, taken: Taken): Outcome {
  const { rejections, ...details } = taken;
  if (taken.rejected === 0) return { folder: "done", message: "imported from the inbox", details };
  return {
    folder: "failed",
    message: "not everything was imported from the inbox",
    details: { ...details, first: rejections[0]?.error.detail },
    text: rejectionsText(name, taken),
  };
}

/** For a file whose name does not say that it holds articles. */
export function unknownEnding(name: string): Outcome {
  const ending = endingOf(name);
  const reason = ending === "" ? "its name has no ending" : `its name ends in “${visible(ending)}”`;
  return notRead(
    name,
    reason,
    `The inbox takes files whose names end in ${takenEndings}. If this file is an article, rename it so that its name ends in the one that fits, and put it into the inbox again.`,
  );
}

/** For a file that may be what ends the service. */
export function interruptedTooOften(name: string): Outcome {
  return notRead(
    name,
    "the service ended twice while it read this file",
    "The articles that it had read by then are in the collection. If something else ended the service, put the file into the inbox again to try again; if reading this file ends it, mend or split the file before.",
  );
}

function notRead(name: string, reason: string, advice: string): Outcome {
  return {
    folder: "failed",
    message: "a file in the inbox is not imported",
    details: { reason },
    text: `${visible(name)}: Courant does not import this file, since ${reason}.\n${advice}\n`,
  };
}
