import { parseRetryAfter } from "../http/retry-after.ts";
import type { DueFile, MediaProbe } from "../stores/media-facts.ts";
import type { ProbeResult } from "./probe.ts";

const hourMs = 3_600_000;
/** Attempts for a file that fails. The last one comes three and a half days after the first. */
const maxAttempts = 5;
/** The share of a wait that chance adds. */
const jitterShare = 0.1;

/**
 * Plans the next probe of a file. A file that was found, or is gone (404, 410), is not asked for again. A failure is
 * repeated after an hour and after four times as long each further time, five times in all. Retry-After (RFC 9110 section
 * 10.2.3) is respected, up to a week.
 * @param pace.random a number from 0 to 1, so that files which failed together are not repeated together
 */
export function nextProbe(
  { url, failures }: DueFile,
  result: ProbeResult,
  { now, random }: { now: number; random: number },
): MediaProbe {
  const state = { url, asked: now, next: undefined };
  if (result.outcome === "found") return { ...state, failures: 0, facts: result.facts };
  const failure = { ...state, failures: failures + 1, error: result.error };
  if (result.outcome === "gone" || failure.failures >= maxAttempts) return failure;
  const waitMs = hourMs * 4 ** failures * (1 + jitterShare * random);
  const retryAfterMs = parseRetryAfter(result.headers, now);
  return { ...failure, next: now + Math.round(Math.max(waitMs, retryAfterMs)) };
}

/** Postpones the other due files of a host after one of its files failed. They wait as long as that file. */
export function postponeHost(due: readonly DueFile[], { url, next }: MediaProbe, now: number): MediaProbe[] {
  const host = hostOf(url);
  const error = "its host did not answer, or asked to wait";
  return due
    .filter((file) => file.url !== url && hostOf(file.url) === host)
    .map((file) => ({ ...file, next: next ?? now + hourMs, error }));
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "";
}

/** The size of a batch, in all and for one host. */
type BatchSize = { maxFiles: number; maxPerHost: number };

/** Picks the due files to ask in one batch, spread across hosts, so that a host with many files does not hold up others. */
export function pickBatch<File extends { url: string }>(
  due: readonly File[],
  { maxFiles, maxPerHost }: BatchSize,
): File[][] {
  const hosts = new Map<string, File[]>();
  let count = 0;
  for (const file of due) {
    if (count === maxFiles) break;
    const host = hostOf(file.url);
    const queue = hosts.get(host) ?? [];
    if (queue.length === maxPerHost) continue;
    hosts.set(host, [...queue, file]);
    count++;
  }
  return [...hosts.values()];
}
