/**
 * The programs that cope with deltas: each was seen to take what is new from an answer 226 and to keep what it has. All
 * others are sent the whole document, because A-IM alone does not tell that a program copes: libraries ask for deltas, and
 * the programs that use them do not know it. feedparser 6.0 (Python) always sends `A-IM: feed`. rss2email 3.13 uses it and
 * bears its name; it takes 226 for an error and keeps its old ETag, so that nothing new is ever mailed again.
 *
 * A program is added once `test/readers/deltas.test.ts` runs it, with articles that come, and fall out of the document,
 * between two of its requests.
 */
const deltaReaders: ReadonlySet<string> = new Set([
  // 2.21 (Debian 12), run by that test with `newsboat -x reload`. It calls itself newsboat/2.21.0 (Linux x86_64).
  "newsboat",
  // 1.14.4 (Debian 12), run by that test on a display of its own and told to refresh over D-Bus. It keeps no ETag when it
  // ends. It calls itself Liferea/1.14.4 (Android 12; Mobile; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko).
  "Liferea",
]);

/** The first product of a User-Agent, with or without its version, up to a space or the end (RFC 9110 section 10.1.5). */
const firstProduct = /^([\w!#$%&'*+.^`|~-]+)(?:\/[\w!#$%&'*+.^`|~-]+)?(?![^ \t])/;

/** Whether a client names itself first as a program that copes with deltas; one that only mentions such a program does not. */
export function supportsDeltas(userAgent: string | undefined): boolean {
  const product = userAgent === undefined ? undefined : firstProduct.exec(userAgent)?.[1];
  return product !== undefined && deltaReaders.has(product);
}
