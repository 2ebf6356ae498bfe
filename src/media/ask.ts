import type { MediaFacts } from "../article/media.ts";
import { CourantError } from "../errors.ts";
import type { Answer, Fetcher } from "../fetch/fetcher.ts";
import { factsOfBeginning, factsOfHead } from "./answers.ts";

/** What came of asking for a file. `isBusy`: its host should be left alone for now. */
export type Asked =
  | { outcome: "found"; facts: MediaFacts }
  | { outcome: "gone"; error: string }
  | { outcome: "failed"; error: string; headers?: Answer["headers"]; isBusy: boolean };

/** Bytes: enough to find the size of an image behind what cameras write before it. */
const beginning = 64 * 1024;

/** A length counts only for the file as it is. */
const asItIs = { "accept-encoding": "identity" };

const gone = new Set([404, 410]);
const busy = new Set([429, 503]);

/**
 * Asks for what a file is: with HEAD (RFC 9110 section 9.3.2), and where that does not tell, or it is an image, for its
 * first bytes (section 14.2).
 */
export async function askFor(url: string, fetcher: Pick<Fetcher, "fetch">): Promise<Asked> {
  try {
    const head = await fetcher.fetch(url, { method: "HEAD", headers: asItIs });
    const facts = factsOfHead(head);
    if (facts) return { outcome: "found", facts };
    if (gone.has(head.status) || busy.has(head.status)) return refusal(head, `it answers ${head.status}`);
    const range = `bytes=0-${beginning - 1}`;
    const answer = await fetcher.fetch(url, { beginning, headers: { ...asItIs, range } });
    const found = factsOfBeginning(answer, head);
    return typeof found === "string" ? refusal(answer, found) : { outcome: "found", facts: found };
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    return { outcome: "failed", error: error.message, isBusy: error.code === "FETCH_FAILED" };
  }
}

function refusal({ status, headers }: Answer, error: string): Asked {
  if (gone.has(status)) return { outcome: "gone", error };
  return { outcome: "failed", error, headers, isBusy: busy.has(status) };
}
