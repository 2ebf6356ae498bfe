import type { Problem } from "./problem-schema.ts";

/**
 * All errors that a user can meet, each with a stable code, its HTTP status, and a short title. The code that throws an
 * error adds the detail: what happened, where, why, and what to do.
 */
const errorTable = {
  ADDRESS_UNAVAILABLE: [503, "Courant cannot listen at this address"],
  ANSWER_NOT_KEPT: [409, "This was done, but its answer was not kept"],
  ARTICLE_CONFLICT: [409, "Another article has this id or address"],
  ARTICLE_DELETED: [410, "This article was deleted"],
  ARTICLE_INVALID: [422, "Courant cannot store this article"],
  ARTICLE_NOT_FOUND: [404, "There is no such article"],
  ARTICLE_PURGED: [410, "This article was erased for good"],
  BACKUP_UNUSABLE: [422, "This file is not a usable backup"],
  BODY_TOO_LARGE: [413, "The request body is too large"],
  CHANNEL_NOT_FOUND: [404, "There is no such channel"],
  CHANNEL_NOT_PRIVATE: [409, "This channel is public"],
  COLLECTION_EXISTS: [409, "There is a collection already"],
  COLLECTION_MISSING: [409, "There is no collection yet"],
  COLLECTION_UNREADABLE: [503, "The collection cannot be read"],
  COLLECTION_UNWRITABLE: [503, "The collection cannot be used at the moment"],
  CONFIG_INVALID: [503, "The configuration has mistakes"],
  CONFIG_READ_ONLY: [409, "The configuration file cannot be written"],
  CREDENTIALS_NEEDED: [401, "This needs a user name and a password"],
  DATA_DIR_IN_USE: [409, "Another Courant works in this data directory"],
  DATA_DIR_UNUSABLE: [500, "The data directory cannot be used"],
  DELIVERY_NOT_FOUND: [404, "There is no such delivery"],
  DISK_FULL: [507, "The disk is full"],
  FEEDS_DIR_IN_USE: [409, "Another Courant publishes in this folder"],
  FETCH_FAILED: [502, "A request to another server failed"],
  FETCH_REFUSED: [422, "Courant does not request this address"],
  FILE_UNWRITABLE: [500, "The file cannot be written"],
  FORMAT_UNKNOWN: [415, "Courant does not import this format"],
  GONE: [410, "This is gone for good"],
  IDEMPOTENCY_KEY_REUSED: [422, "This Idempotency-Key belongs to another request"],
  INTERNAL: [500, "Something failed inside Courant"],
  INPUT_UNREADABLE: [422, "The input cannot be read"],
  MEDIA_IN_USE: [409, "This file is in use"],
  MEDIA_INVALID: [422, "Courant cannot publish this file"],
  MEDIA_LIMIT_REACHED: [507, "There is no room for more media"],
  MEDIA_TYPE_UNSUPPORTED: [415, "The media type is not supported here"],
  METHOD_NOT_ALLOWED: [405, "The method is not allowed here"],
  NOT_ACCEPTABLE: [406, "Courant has no coding that you accept"],
  NOT_FOUND: [404, "There is nothing here"],
  NOT_READY: [503, "Nothing is published yet"],
  PRECONDITION_FAILED: [412, "It changed in the meantime"],
  PUBLISHING_UNAVAILABLE: [503, "The process that publishes does not answer"],
  REQUEST_IN_PROGRESS: [409, "The same request still goes on"],
  REQUEST_INVALID: [400, "The request cannot be understood"],
  REVISION_NOT_FOUND: [404, "There is no such revision"],
  RUN_NOT_FOUND: [404, "There is no such run"],
  SCOPE_MISSING: [403, "The token does not allow this"],
  SERVICE_UNREACHABLE: [502, "The running service does not answer"],
  SESSION_NOT_FOUND: [404, "There is no such session"],
  SESSION_REFUSED: [403, "This did not come from the dashboard"],
  SETTINGS_INVALID: [422, "The settings have mistakes"],
  STOPPING: [503, "Courant is stopping"],
  SUBSCRIBER_NOT_FOUND: [404, "There is no such subscriber"],
  SUBSCRIBER_REVOKED: [409, "This subscriber was revoked"],
  TOKEN_NEEDED: [403, "This call needs a token"],
  TOKEN_NOT_FOUND: [404, "There is no such token"],
  TOO_MANY_DOWNLOADS: [429, "You downloaded this too often"],
  TOO_MANY_FAILURES: [429, "Too many wrong tokens"],
  TOO_MANY_REQUESTS: [429, "The token has sent too many requests"],
  TOO_MANY_WEBHOOKS: [409, "There are as many webhooks as there may be"],
  UNAUTHORIZED: [401, "This call needs a valid token"],
  USAGE_INVALID: [400, "The command cannot run with these arguments"],
  WEBHOOK_DISABLED: [409, "This webhook is disabled"],
  WEBHOOK_NOT_FOUND: [404, "There is no such webhook"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ErrorCode = keyof typeof errorTable;

export const errorCodes: readonly ErrorCode[] = Object.keys(errorTable).filter(isErrorCode);

/** Tells whether a code from another program is one of the table. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(errorTable, code);
}

export type { Problem } from "./problem-schema.ts";

/**
 * An error for the person who caused it. `message` says what happened, where, why, and what to do. It never contains a
 * secret.
 */
export class CourantError extends Error {
  override readonly name = "CourantError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the problem details. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    detail: string,
    options?: {
      cause?: unknown;
      headers?: Readonly<Record<string, string>>;
      members?: Readonly<Record<string, unknown>>;
    },
  ) {
    super(detail, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = errorTable[code][0];
    this.headers = options?.headers ?? {};
    this.members = options?.members ?? {};
  }

  /** Returns the error as problem details (RFC 9457). */
  toProblem(): Problem {
    const [status, title] = errorTable[this.code];
    return { type: "about:blank", title, status, detail: this.message, code: this.code, ...this.members };
  }
}

/** Returns the message of any thrown value. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * Secrets in texts: Courant's tokens, secrets of webhooks, passwords and keys in addresses, addresses of private feeds.
 */
const secrets: readonly [pattern: RegExp, replacement: string][] = [
  [/\b(courant|whsec)_[\w+/=-]{12,}/g, "$1_(hidden)"],
  [/(\/\/[^\s/?#:@]*):[^\s/?#]*@/g, "$1:(hidden)@"],
  [
    /([?&](?:[\w.-]+[_.-])?(?:token|secret|password|passwd|pwd|api_?key|key|auth|code|sig|signature)=)[^&\s#"”]+/gi,
    "$1(hidden)",
  ],
  [/(\/private\/[^\s/.%]*)(?:\.|%2e)[^\s/]+/gi, "$1.(hidden)"],
];

/** Hides the secrets in a text for a log or an answer. */
export function hideSecrets(text: string): string {
  return secrets.reduce((hiding, [pattern, replacement]) => hiding.replaceAll(pattern, replacement), text);
}

/** Shortens a text from outside for a message. */
export function excerpt(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Returns the path of a request target without the query, shortened for a message. */
export function shortPath(url: string): string {
  return excerpt(url.split("?", 1)[0] ?? "");
}
