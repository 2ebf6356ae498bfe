import type { ImportInput } from "../../admin/import.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { hostWithPort } from "../../fetch/addresses.ts";
import { createFetcher } from "../../fetch/fetcher.ts";
import type { FetchSettings } from "../../fetch/settings.ts";

const isPage = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i;

/**
 * What stands at an address that somebody typed: its own host is meant, wherever it is, but none that it redirects to.
 * A page is known by the address where it was found in the end: it is its article's, where it says none.
 * @throws INPUT_UNREADABLE when it does not answer with 200 in time, or with too much
 */
export async function fetchInput(
  address: string,
  name: string,
  { userAgent, allow }: FetchSettings,
): Promise<ImportInput> {
  const typed = URL.parse(address);
  const fetcher = createFetcher({ userAgent, allow: typed ? [...allow, hostWithPort(typed)] : allow });
  try {
    const { status, headers, body, url } = await fetcher.fetch(address);
    if (status !== 200) throw new Error(`It answers ${status}.`);
    const mediaType = headers["content-type"] ?? "";
    const robots = headers["x-robots-tag"];
    return { name: isPage.test(mediaType) ? withoutCredentials(url) : name, mediaType, robots, bytes: body };
  } catch (error) {
    throw new CourantError("INPUT_UNREADABLE", messageOf(error), { cause: error });
  } finally {
    await fetcher.close();
  }
}

function withoutCredentials(address: string): string {
  return Object.assign(new URL(address), { username: "", password: "" }).href;
}
