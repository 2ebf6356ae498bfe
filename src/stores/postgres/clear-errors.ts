import { CourantError, messageOf } from "../../errors.ts";

/** Classes of errors (https://www.postgresql.org/docs/15/errcodes-appendix.html), and what to do about them. */
const advice: readonly { codes: RegExp; advice: string }[] = [
  { codes: /^28/, advice: "Check the user and the password in its address (DATABASE_URL)." },
  { codes: /^3D/, advice: "Create the database that its address (DATABASE_URL) names." },
  { codes: /^42501$/, advice: "Give the user in its address (DATABASE_URL) the right to create and to use tables." },
  { codes: /^53300$/, advice: "The server has no connection left: raise max_connections, or put a pooler before it." },
  { codes: /^55P03$/, advice: "Another writer kept it waiting for too long. Try again." },
  { codes: /^25006$/, advice: "The server takes no writes: its address (DATABASE_URL) must lead to the primary." },
];

/** Errors of the connection: it could not be made, was lost, or was ended by the server. */
const connectionErrors = /^(?:08|57P|53|25P03|E[A-Z]+$)/;

/** Returns the error that says what to do about an error of PostgreSQL; other errors stay as they are. */
export function explainError(error: unknown): unknown {
  if (error instanceof CourantError) return error;
  const code = codeOf(error);
  if (code === "CRT01") {
    const detail = "Another node publishes now, so nothing of this one is stored any more. Try again.";
    return new CourantError("PUBLISHING_UNAVAILABLE", detail, { cause: error });
  }
  if (code === "53100") {
    return new CourantError("DISK_FULL", "The disk of the database is full. Make room there, then try again.", {
      cause: error,
    });
  }
  const known = advice.find(({ codes }) => codes.test(code));
  if (known === undefined && !connectionErrors.test(code) && !isLost(error)) return error;
  return new CourantError(
    "COLLECTION_UNWRITABLE",
    `The database cannot be used at the moment: ${messageOf(error)}. ` +
      (known?.advice ?? "Check that its server runs, and that its address (DATABASE_URL) is right."),
    { cause: error },
  );
}

/** An error of PostgreSQL has five characters (SQLSTATE), one of a socket a name. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}

/** Tells whether the server itself has answered with an error. */
export function isServerError(error: unknown): boolean {
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(codeOf(error));
}

/** The driver's own errors have no code. */
function isLost(error: unknown): boolean {
  return /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable/i.test(
    messageOf(error),
  );
}
