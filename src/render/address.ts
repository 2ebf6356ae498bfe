/**
 * Returns an http(s) or mailto URL or IRI in the form of RFC 3986: percent-encoded, with the host in ASCII. Feed readers
 * fail on other forms.
 */
export function addressOf(url: string): string {
  const { href, host } = new URL(url);
  // RFC 3986 allows square brackets only around the address of a host.
  const path = href.indexOf(host) + host.length;
  const rest = href.slice(path).replace(/["<>\\^`{|}[\]]|%(?![0-9a-f]{2})/gi, encodeURIComponent);
  const fragment = rest.indexOf("#") + 1;
  return href.slice(0, path) + rest.slice(0, fragment) + rest.slice(fragment).replaceAll("#", "%23");
}
