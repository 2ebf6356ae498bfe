import type { ImportBytes } from "../admin/import.ts";
import { CourantError, messageOf } from "../errors.ts";
import { hostWithPort } from "../fetch/addresses.ts";
import { createFetcher } from "../fetch/fetcher.ts";
import type { Fetching } from "../fetch/fetching.ts";

/**
 * What stands at an address that somebody typed: its own host is meant, wherever it is, but none that it redirects to.
 * @throws INPUT_UNREADABLE when it does not answer with 200 in time, or with too much
 */
export async function fetchInput(address: string, name: string, { userAgent, allow }: Fetching): Promise<ImportBytes> {
  const typed = URL.parse(address);
  const fetcher = createFetcher({ userAgent, allow: typed ? [...allow, hostWithPort(typed)] : allow });
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
