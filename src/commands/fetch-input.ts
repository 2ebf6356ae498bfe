import type { ImportBytes } from "../admin/import.ts";
import { CourantError, messageOf } from "../errors.ts";
import { createFetcher } from "../fetch/fetcher.ts";

/** Who asks, and what may be asked beside the public internet. */
export type Fetching = { userAgent: string; allow: readonly string[] };

/**
 * What stands at an address that somebody typed: its own host is meant, wherever it is, but none that it redirects to.
 * @throws INPUT_UNREADABLE when it does not answer with 200 in time, or with too much
 */
export async function fetchInput(address: string, name: string, { userAgent, allow }: Fetching): Promise<ImportBytes> {
  const typed = URL.parse(address);
  const own = typed ? `${typed.hostname}:${typed.port || (typed.protocol === "https:" ? "443" : "80")}` : "";
  const fetcher = createFetcher({ userAgent, allow: [...allow, own] });
  try {
    const { status, headers, body } = await fetcher.fetch(address);
    if (status !== 200) throw new Error(`It answers ${status}.`);
    return { name, mediaType: headers["content-type"] ?? "", bytes: body };
  } catch (error) {
    throw new CourantError("INPUT_UNREADABLE", messageOf(error), { cause: error });
  } finally {
    await fetcher.close();
  }
}
