import { parseHttpDate } from "../http/date.ts";
import type { Document } from "../published/snapshot.ts";
import type { ClientProfile } from "./clients.ts";
import { type Conditions, parseEntityTags } from "./conditional.ts";
import type { DownloadRequest } from "./download-guard.ts";
import type { PollMemory } from "./poll-memory.ts";
import type { ReaderCounter } from "./reader-counts.ts";

/** The answer to a poll. `isRefusedAgain`: 429, and the client had been told so within the same hour. */
type PollAnswer = { status: number; isRefusedAgain?: boolean };

/** Counts how clients poll. */
export type PollWatcher = {
  /** Counts a request for a document. Requests for anything but feeds do not count. @param now milliseconds since 1970 */
  poll(request: DownloadRequest, document: Document, client: ClientProfile, answer: PollAnswer, now: number): void;
  /** Counts a request for a path that is gone. */
  gone(request: Pick<DownloadRequest, "ip" | "socket" | "headers">, path: string, client: ClientProfile): void;
};

/** Creates what counts how clients poll. It costs each poll one hash of its address, and no garbage. */
export function watchPolls(readers: ReaderCounter, notePoll: PollMemory): PollWatcher {
  return {
    poll(request, document, client, { status, isRefusedAgain }, now) {
      if (!isFeed(document)) return;
      const { headers } = request;
      const conditions = { ifNoneMatch: headers["if-none-match"], ifModifiedSince: headers["if-modified-since"] };
      const isConditional = conditions.ifNoneMatch !== undefined || conditions.ifModifiedSince !== undefined;
      const numbers = readers.numbersOf(client);
      numbers.polls += 1;
      if (status === 304) numbers.unmodified += 1;
      if (status === 429) numbers.refused += 1;
      if (isRefusedAgain) numbers.refusedAgain += 1;
      if (isConditional && isMadeUp(conditions, document, { status, now })) numbers.madeUp += 1;
      const interval = notePoll(request, client, document.path);
      if (interval === undefined) return;
      numbers.repeats += 1;
      if (isConditional) numbers.conditional += 1;
      if (interval < document.maxAge) numbers.early += 1;
      numbers.intervalSeconds += Math.min(interval, maxIntervalSeconds);
      numbers.maxAgeSeconds += document.maxAge;
    },

    gone(request, path, client) {
      if (!path.startsWith("/feeds/")) return;
      const numbers = readers.numbersOf(client);
      numbers.gone += 1;
      if (notePoll(request, client, `gone ${path}`) !== undefined) numbers.goneAgain += 1;
    },
  };
}

/** A computer that was away for weeks does not count as one that waited for weeks. */
const maxIntervalSeconds = 86_400;

function isFeed({ channel, archive, file }: Document): boolean {
  return channel !== undefined && archive === undefined && !file.endsWith(".html");
}

/** The names of states in the ETags of Courant: half a SHA-256. */
const stateName = /^[0-9a-f]{32}$/;

/**
 * Tells whether a condition holds a validator that a document cannot have had: no ETag of Courant's form, or a date that is
 * none, or one after its last change. Validators that another server sent before Courant had the address count as made up.
 */
export function isMadeUp(
  { ifNoneMatch, ifModifiedSince }: Conditions,
  { lastModified }: Pick<Document, "lastModified">,
  { status, now }: { status: number; now: number },
): boolean {
  if (ifNoneMatch !== undefined) {
    if (status === 304) return ifNoneMatch.trim() === "*";
    for (const { state } of parseEntityTags(ifNoneMatch)) if (stateName.test(state)) return false;
    return true;
  }
  if (ifModifiedSince === undefined) return false;
  const since = parseHttpDate(ifModifiedSince, now);
  return since === undefined || since > lastModified;
}
