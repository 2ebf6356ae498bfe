import type { RequestedInput } from "../../admin/import-input.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { hostWithPort } from "../../fetch/addresses.ts";
import { baseAddressOf } from "../../fetch/base-address.ts";
import { createFetcher } from "../../fetch/fetcher.ts";
import type { FetchSettings } from "../../fetch/settings.ts";

const pageMediaType = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i;

/**
 * Fetches an address that somebody typed on the command line. Its own host is allowed even in a private network, because
 * somebody who works on this machine meant it; a host that it redirects to is not.
 * @throws INPUT_UNREADABLE when the answer is not 200, takes too long or is too large
 */
export async function fetchInput(address: string, name: string, settings: FetchSettings): Promise<RequestedInput> {
  const typedUrl = URL.parse(address);
  const allow = typedUrl ? [...settings.allow, hostWithPort(typedUrl)] : settings.allow;
  return requestInput(address, name, { ...settings, allow });
}

/**
 * Requests an address as an input. A page gets the address after redirects as its name: the article uses it if the page
 * states no address of its own.
 * @throws INPUT_UNREADABLE when the address is not allowed, the answer is not 200, takes too long or is too large
 */
export async function requestInput(address: string, name: string, settings: FetchSettings): Promise<RequestedInput> {
  const fetcher = createFetcher(settings);
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

/** Returns an address without a user name and a password; a text that is no address stays as it is. */
export function withoutCredentials(address: string): string {
  const url = URL.parse(address);
  if (!url) return address;
  url.username = "";
  url.password = "";
  return url.href;
}
