/** An http(s) URL or IRI as RFC 3986 allows it: percent-encoded, the host in ASCII. Readers fail on anything else. */
export function addressOf(url: string): string {
  return new URL(url).href.replace(/["<>\\^`{|}]/g, (character) => encodeURIComponent(character));
}
