import type { FetchAnswer } from "./fetcher.ts";

/**
 * Returns the address that relative addresses in an answer start from (RFC 3986 section 5.1): its Content-Location, if that
 * is on the same site, else the address at the end of all redirects. It holds no credentials.
 */
export function baseAddressOf({ url, headers }: Pick<FetchAnswer, "url" | "headers">): string {
  const asked = new URL(url);
  const stated = URL.parse(headers["content-location"] ?? "", asked.href);
  const base = stated?.origin === asked.origin ? stated : asked;
  base.username = "";
  base.password = "";
  return base.href;
}
