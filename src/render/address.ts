/**
 * An http(s) or mailto URL or IRI as RFC 3986 allows it: percent-encoded, the host in ASCII. Readers fail on anything
 * else.
 */
export function addressOf(url: string): string {
  const { href, host } = new URL(url);
  // Square brackets may stand around the address of a host only.
  const path = href.indexOf(host) + host.length;
  const rest = href.slice(path).replace(/["<>\\^`{|}[\]]|%(?![0-9a-f]{2})/gi, encodeURIComponent);
  const fragment = rest.indexOf("#") + 1;
  return href.slice(0, path) + rest.slice(0, fragment) + rest.slice(fragment).replaceAll("#", "%23");
}
