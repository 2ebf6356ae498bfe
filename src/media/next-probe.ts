import { retryAfter } from "../http/retry-after.ts";
import type { DueFile, MediaProbe } from "../stores/media-facts.ts";
import type { ProbeResult } from "./probe.ts";

const hourMs = 3_600_000;
/** How often a file is asked that cannot be had: the last time three and a half days after the first. */
const maxAttempts = 5;
/** Much of a wait that chance adds. */
const jitterShare = 0.1;

/**
 * What is known of a file after it was asked. What is known, or gone (404, 410), is not asked again by itself; a failure is
 * repeated after an hour, and after four times as long each time, five times in all. Retry-After (RFC 9110 section
 * 10.2.3) is obeyed, up to a week.
 * @param pace.random a number from 0 to 1, so that what failed together is not repeated together
 */
export function nextProbe(
  { url, failures }: DueFile,
  asked: ProbeResult,
  { now, random }: { now: number; random: number },
): MediaProbe {
  const state = { url, asked: now, next: undefined };
  if (asked.outcome === "found") return { ...state, failures: 0, facts: asked.facts };
  const failed = { ...state, failures: failures + 1, error: asked.error };
  if (asked.outcome === "gone" || failed.failures >= maxAttempts) return failed;
  const wait = hourMs * 4 ** failures * (1 + jitterShare * random);
  const wished = retryAfter(asked.headers, now);
  return { ...failed, next: now + Math.round(Math.max(wait, wished)) };
}

/** Of files that are due those of the host of one that has failed: they wait as long. */
export function postponeHost(due: readonly DueFile[], { url, next }: MediaProbe, now: number): MediaProbe[] {
  const host = hostOf(url);
  const error = "its host did not answer, or asked to be left alone";
  return due
    .filter((file) => file.url !== url && hostOf(file.url) === host)
    .map((file) => ({ ...file, next: next ?? now + hourMs, error }));
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "";
}

/** How many files are asked in one go, in all and of one host. */
type BatchSize = { files: number; ofHost: number };

/** Of files that are due those that are asked in one go, by host, so that one with many of them does not hold up others. */
export function pickBatch<File extends { url: string }>(due: readonly File[], { files, ofHost }: BatchSize): File[][] {
  const hosts = new Map<string, File[]>();
  let count = 0;
  for (const file of due) {
    if (count === files) break;
    const host = hostOf(file.url);
    const queue = hosts.get(host) ?? [];
    if (queue.length === ofHost) continue;
    hosts.set(host, [...queue, file]);
    count++;
  }
  return [...hosts.values()];
}
