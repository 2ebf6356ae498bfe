import type { MediaFacts } from "../article/media.ts";
import { CourantError } from "../errors.ts";
import type { Answer, Fetcher } from "../fetch/fetcher.ts";
import { factsFromFirstBytes, factsFromHead } from "./facts.ts";

/** What came of asking for a file. `isBusy`: its host should be left alone for now. */
export type ProbeResult =
  | { outcome: "found"; facts: MediaFacts }
  | { outcome: "gone"; error: string }
  | { outcome: "failed"; error: string; headers?: Answer["headers"]; isBusy: boolean };

/** Bytes: enough to find the size of an image behind what cameras write before it. */
const rangeBytes = 64 * 1024;

/** A length counts only for the file as it is. */
const identityOnly = { "accept-encoding": "identity" };

const goneStatuses = new Set([404, 410]);
const busyStatuses = new Set([429, 503]);

/**
 * Asks for what a file is: with HEAD (RFC 9110 section 9.3.2), and where that does not tell, or it is an image, for its
 * first bytes (section 14.2).
 */
export async function probeFile(url: string, fetcher: Pick<Fetcher, "fetch">): Promise<ProbeResult> {
  try {
    const head = await fetcher.fetch(url, { method: "HEAD", headers: identityOnly });
    const facts = factsFromHead(head);
    if (facts) return { outcome: "found", facts };
    if (goneStatuses.has(head.status) || busyStatuses.has(head.status))
      return refusal(head, `it answers ${head.status}`);
    const range = `bytes=0-${rangeBytes - 1}`;
    const answer = await fetcher.fetch(url, { beginning: rangeBytes, headers: { ...identityOnly, range } });
    const found = factsFromFirstBytes(answer, head);
    return typeof found === "string" ? refusal(answer, found) : { outcome: "found", facts: found };
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    return { outcome: "failed", error: error.message, isBusy: error.code === "FETCH_FAILED" };
  }
}

function refusal({ status, headers }: Answer, error: string): ProbeResult {
  if (goneStatuses.has(status)) return { outcome: "gone", error };
  return { outcome: "failed", error, headers, isBusy: busyStatuses.has(status) };
}
