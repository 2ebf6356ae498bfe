/**
 * Finds the uploaded media that a text links to, such as an article as JSON: the SHA-256 of each, once. The origin of a link
 * does not count, because BASE_URL can change.
 */
export function linkedMedia(text: string): string[] {
  if (!text.includes("/media/")) return [];
  return [...new Set([...text.matchAll(/\/media\/([0-9a-f]{64})\//g)].map(([, hash = ""]) => hash))];
}

/** Returns the SHA-256 of the uploaded media at an address; undefined for any other address. */
export function mediaHashOf(url: string): string | undefined {
  return /\/media\/([0-9a-f]{64})\/[^/?#]+$/.exec(url)?.[1];
}
