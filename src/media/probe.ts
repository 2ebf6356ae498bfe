import type { MediaFacts } from "../article/media.ts";
import { CourantError } from "../errors.ts";
import type { FetchAnswer, Fetcher } from "../fetch/fetcher.ts";
import { factsFromFirstBytes, factsFromHead } from "./facts.ts";

/** The result of asking for a file. `isBusy`: its host should be left alone for now. */
export type ProbeResult =
  | { outcome: "found"; facts: MediaFacts }
  | { outcome: "gone"; error: string }
  | { outcome: "failed"; error: string; headers?: FetchAnswer["headers"]; isBusy: boolean };

/** Enough bytes to find the size of an image behind the data that cameras write before it. */
const rangeBytes = 64 * 1024;

/** Content-Length gives the length of the file only when the body is not encoded. */
const identityOnly = { "accept-encoding": "identity" };

const goneStatuses = new Set([404, 410]);
const busyStatuses = new Set([429, 503]);

/**
 * Asks for the facts of a file with HEAD (RFC 9110 section 9.3.2). For an image, or when HEAD does not give them, it
 * asks for the first bytes (section 14.2).
 */
export async function probeFile(url: string, fetcher: Pick<Fetcher, "fetch">): Promise<ProbeResult> {
  try {
    const head = await fetcher.fetch(url, { method: "HEAD", headers: identityOnly });
    const facts = factsFromHead(head);
    if (facts) return { outcome: "found", facts };
    if (goneStatuses.has(head.status) || busyStatuses.has(head.status))
      return failedProbe(head, `it answered ${head.status}`);
    const range = `bytes=0-${rangeBytes - 1}`;
    const answer = await fetcher.fetch(url, { prefixBytes: rangeBytes, headers: { ...identityOnly, range } });
    const found = factsFromFirstBytes(answer, head);
    return typeof found === "string" ? failedProbe(answer, found) : { outcome: "found", facts: found };
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    return { outcome: "failed", error: error.message, isBusy: error.code === "FETCH_FAILED" };
  }
}

function failedProbe({ status, headers }: FetchAnswer, error: string): ProbeResult {
  if (goneStatuses.has(status)) return { outcome: "gone", error };
  return { outcome: "failed", error, headers, isBusy: busyStatuses.has(status) };
}
