import { CourantError, messageOf } from "../../errors.ts";
import { isDamage } from "./damage.ts";
import { resultCode, resultCodes } from "./result-codes.ts";

/** Says what to do about a file that SQLite cannot open. */
export function adviceOn(error: unknown): string {
  return isDamage(error)
    ? "The file is damaged, or is not a collection: “courant restore FILE” puts a backup in its place and keeps it " +
        "beside; if you have no backup, move it away and import the articles again."
    : "Check that its directory exists, that Courant may write there, and that the disk is not full.";
}

/**
 * Wraps a store, so that a call that fails because of the file or its disk throws an error that says what to do.
 * A call that throws COLLECTION_UNREADABLE, COLLECTION_UNWRITABLE or DISK_FULL has changed nothing.
 */
export function withClearErrors<Store extends object>(store: Store, file: string): Store {
  const rethrow = (error: unknown) => {
    throw explainError(error, file);
  };
  const calls = Object.entries(store).map(([name, call]) => [
    name,
    (...given: unknown[]) => {
      const answer = call(...given);
      return answer instanceof Promise ? answer.catch(rethrow) : answer;
    },
  ]);
  return Object.fromEntries(calls) as Store;
}

/** Returns the error that says what to do about an error of SQLite; other errors stay as they are. */
export function explainError(error: unknown, file: string): unknown {
  const message = messageOf(error);
  // The stores wrote JSON, so text that is no JSON is damage.
  if (isDamage(error) || error instanceof SyntaxError) {
    return new CourantError(
      "COLLECTION_UNREADABLE",
      `The collection ${file} is damaged: ${message}. “courant check” lists the damage; “courant restore FILE” puts a ` +
        "backup in its place and keeps it beside.",
      { cause: error },
    );
  }
  switch (resultCode(error)) {
    case resultCodes.full:
      return new CourantError("DISK_FULL", `The disk of ${file} is full. Make room there, then try again.`, {
        cause: error,
      });
    case resultCodes.busy:
    case resultCodes.readonly:
    case resultCodes.ioerr:
    case resultCodes.cantopen:
      return new CourantError(
        "COLLECTION_UNWRITABLE",
        `The collection ${file} cannot be used at the moment: ${message}. ` +
          "Check that Courant may write there, and that the disk works and is not full.",
        { cause: error },
      );
    default:
      return error;
  }
}
