import { CourantError } from "../errors.ts";
import type { Fetcher } from "./fetcher.ts";

/** The answer of an address. `status`: that of HTTP; `error`: why there is none, in words. */
export type LinkCheck = { url: string; ok: boolean; status?: number; error?: string };

/** How many addresses are asked at the same time. */
const maxParallel = 6;

/** Asks for the first bytes of each address, and tells how it answered. A server that refuses robots counts as dead. */
export async function checkLinks(fetcher: Pick<Fetcher, "fetch">, urls: readonly string[]): Promise<LinkCheck[]> {
  const checks: LinkCheck[] = [];
  const waiting = [...urls.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, url] = next;
      checks[index] = await checkLink(fetcher, url);
    }
  };
  await Promise.all(Array.from({ length: maxParallel }, work));
  return checks;
}

async function checkLink(fetcher: Pick<Fetcher, "fetch">, url: string): Promise<LinkCheck> {
  try {
    const { status } = await fetcher.fetch(url, { prefixBytes: 1 });
    return { url, ok: status < 400, status };
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    return { url, ok: false, error: error.message };
  }
}
