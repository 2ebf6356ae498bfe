import { limits } from "./limits.ts";
import { xmlSafe } from "./plain-text.ts";

/** An email address as a URL (RFC 6068): one address, without header fields. Undefined when it is none. */
export function mailtoUrl(typed: string): string | undefined {
  const trimmed = typed.trim();
  if (trimmed.length > limits.url || trimmed !== xmlSafe(trimmed)) return undefined;
  return /^mailto:[^\s\p{Cc}"#,:;<>?@\\]+@[^\s\p{Cc}"#%,/:;<>?@\\]+$/iu.test(trimmed) ? trimmed : undefined;
}

/**
 * A URL made absolute. One that is absolute already stays as it was typed: an IRI is not normalised.
 * @param base an absolute URL, against which a relative one resolves
 * @returns undefined when it is no http(s) URL, is too long (`limits.url`), or has white space, control characters,
 *   lone surrogates or other characters inside that XML does not allow
 */
export function absoluteUrl(typed: string, base: string): string | undefined {
  const trimmed = typed.trim();
  if (trimmed === "" || trimmed.length > limits.url || trimmed !== xmlSafe(trimmed)) return undefined;
  if (/[\s\p{Cc}]/u.test(trimmed) || !URL.canParse(trimmed, base)) return undefined;
  const resolved = new URL(trimmed, base);
  if (resolved.protocol !== "http:" && resolved.protocol !== "https:") return undefined;
  const absolute = /^https?:\/\/[^\\"<>]+$/i.test(trimmed) ? trimmed : resolved.href;
  return absolute.length <= limits.url ? absolute : undefined;
}
