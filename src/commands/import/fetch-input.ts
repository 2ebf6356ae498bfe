import { CourantError, messageOf } from "../../errors.ts";
import { hostWithPort } from "../../fetch/addresses.ts";
import { baseAddressOf } from "../../fetch/base-address.ts";
import { createFetcher } from "../../fetch/fetcher.ts";
import type { FetchSettings } from "../../fetch/settings.ts";

/** An answer as an input. `address`: the base of its relative addresses; `robots`: its X-Robots-Tag. */
export type FetchedInput = {
  name: string;
  address: string;
  mediaType: string;
  robots: string | undefined;
  bytes: Uint8Array;
};

const pageMediaType = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i;

/**
 * Fetches an address that somebody typed. Its own host is allowed even in a private network, because somebody meant it; a
 * host that it redirects to is not. A page gets the address after redirects as its name: the article uses it if the page
 * states no address of its own.
 * @throws INPUT_UNREADABLE when the answer is not 200, takes too long or is too large
 */
export async function fetchInput(
  address: string,
  name: string,
  { userAgent, allow }: FetchSettings,
): Promise<FetchedInput> {
  const typedUrl = URL.parse(address);
  const fetcher = createFetcher({ userAgent, allow: typedUrl ? [...allow, hostWithPort(typedUrl)] : allow });
  try {
    const answer = await fetcher.fetch(address);
    const { status, headers, body, url } = answer;
    if (status !== 200) throw new Error(`The server answered ${status}.`);
    const mediaType = headers["content-type"] ?? "";
    const robots = headers["x-robots-tag"];
    const ownName = pageMediaType.test(mediaType) ? withoutCredentials(url) : name;
    return { name: ownName, address: baseAddressOf(answer), mediaType, robots, bytes: body };
  } catch (error) {
    throw new CourantError("INPUT_UNREADABLE", messageOf(error), { cause: error });
  } finally {
    await fetcher.close();
  }
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href;
}
