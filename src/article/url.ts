/**
 * A URL made absolute. One that is absolute already stays as it was typed: an IRI is not normalised.
 * @param base an absolute URL, against which a relative one resolves
 * @returns undefined when it is no http(s) URL, or has white space or control characters inside
 */
export function absoluteUrl(typed: string, base: string): string | undefined {
  const trimmed = typed.trim();
  if (trimmed === "" || /[\s\p{Cc}]/u.test(trimmed) || !URL.canParse(trimmed, base)) return undefined;
  const resolved = new URL(trimmed, base);
  if (resolved.protocol !== "http:" && resolved.protocol !== "https:") return undefined;
  return /^https?:\/\/[^\\"<>]+$/i.test(trimmed) ? trimmed : resolved.href;
}
