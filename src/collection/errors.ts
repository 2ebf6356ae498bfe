import { CourantError, messageOf } from "../errors.ts";

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html */
const codes = { busy: 5, readonly: 8, ioerr: 10, corrupt: 11, full: 13, cantopen: 14, notADatabase: 26 } as const;

/** Whether SQLite found that what it reads is damaged, or no database at all. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code === codes.corrupt || code === codes.notADatabase;
}

/** What to do about a file that SQLite cannot open. */
export function adviceOn(error: unknown): string {
  return isDamage(error)
    ? "The file is damaged, or is not a collection: “courant restore FILE” puts a backup in its place and keeps it " +
        "beside; where there is no backup, move it away and import again."
    : "See that its directory exists, that Courant may write there, and that the disk is not full.";
}

/**
 * The same store, where a call that fails because of the file or its disk says so, and what to do.
 * A call that throws COLLECTION_UNREADABLE, COLLECTION_UNWRITABLE or DISK_FULL has changed nothing.
 */
export function withClearErrors<Store extends object>(store: Store, file: string): Store {
  const rethrow = (error: unknown) => {
    throw explain(error, file);
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

function explain(error: unknown, file: string): unknown {
  const message = messageOf(error);
  // What is kept as JSON was JSON when it was written.
  if (isDamage(error) || error instanceof SyntaxError) {
    return new CourantError(
      "COLLECTION_UNREADABLE",
      `The collection ${file} is damaged: ${message}. “courant check” says what is found; “courant restore FILE” puts a ` +
        "backup in its place and keeps it beside.",
      { cause: error },
    );
  }
  switch (resultCode(error)) {
    case codes.full:
      return new CourantError(
        "DISK_FULL",
        `There is no room for this on the disk of ${file}. Nothing was changed: make room, then do it again.`,
        { cause: error },
      );
    case codes.busy:
    case codes.readonly:
    case codes.ioerr:
    case codes.cantopen:
      return new CourantError(
        "COLLECTION_UNWRITABLE",
        `The collection ${file} cannot be used at the moment: ${message}. Nothing was changed. ` +
          "See that Courant may write there, and that the disk works and is not full.",
        { cause: error },
      );
    default:
      return error;
  }
}

/** Extended codes have the primary one in their lowest byte. */
function resultCode(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : undefined;
}
