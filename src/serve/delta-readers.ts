/**
 * The programs that support deltas: a test showed that each adds the new articles of an answer 226 and keeps the others.
 * All other programs get the whole document, because A-IM alone does not show support: libraries send it without the
 * knowledge of the programs that use them. feedparser 6.0 (Python) always sends `A-IM: feed`. rss2email 3.13 uses
 * feedparser and its User-Agent; it takes 226 for an error and keeps its old ETag, so that it never mails anything again.
 *
 * Add a program once `test/readers/deltas.test.ts` runs it, with articles that are added to the document and drop out of
 * it between two of its requests.
 */
const deltaReaders: ReadonlySet<string> = new Set([
  // Version 2.21 (Debian 12). The test runs `newsboat -x reload`. Its User-Agent is newsboat/2.21.0 (Linux x86_64).
  "newsboat",
  // Version 1.14.4 (Debian 12). The test runs it on a display of its own and refreshes over D-Bus. It forgets its ETags
  // when it ends. Its User-Agent is Liferea/1.14.4 (Android 12; Mobile; https://lzone.de/liferea/) AppleWebKit (KHTML,
  // like Gecko).
  "Liferea",
]);

/** The first product of a User-Agent, with or without its version, up to a space or the end (RFC 9110 section 10.1.5). */
const firstProduct = /^([\w!#$%&'*+.^`|~-]+)(?:\/[\w!#$%&'*+.^`|~-]+)?(?![^ \t])/;

/** Tells whether the first product of a User-Agent is a program that supports deltas. Later products do not count. */
export function supportsDeltas(userAgent: string | undefined): boolean {
  const product = userAgent === undefined ? undefined : firstProduct.exec(userAgent)?.[1];
  return product !== undefined && deltaReaders.has(product);
}
