import { limits } from "./limits.ts";
import { xmlSafe } from "./plain-text.ts";

/** Reads an email address as a URL (RFC 6068): one address without header fields. Returns undefined for anything else. */
export function mailtoUrl(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > limits.url || trimmed !== xmlSafe(trimmed)) return undefined;
  return /^mailto:[^\s\p{Cc}"#,:;<>?@\\]+@[^\s\p{Cc}"#%,/:;<>?@\\]+$/iu.test(trimmed) ? trimmed : undefined;
}

/**
 * Makes a URL absolute. A URL that is absolute already stays unchanged: an IRI is not normalised. White space is read as
 * browsers do: line breaks and tabs are ignored, and a blank becomes %20.
 * @param base an absolute URL that relative ones resolve against
 * @returns undefined for anything but an http(s) URL, and for a URL that is too long (`limits.url`) or holds control
 *   characters, lone surrogates or other characters that XML does not allow
 */
export function absoluteUrl(text: string, base: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > limits.url || trimmed !== xmlSafe(trimmed)) return undefined;
  const address = trimmed.replace(/[\t\n\r]/g, "").replace(/\s/g, encodeURIComponent);
  if (/\p{Cc}/u.test(address) || !URL.canParse(address, base)) return undefined;
  const resolved = new URL(address, base);
  if (resolved.protocol !== "http:" && resolved.protocol !== "https:") return undefined;
  const absolute = /^https?:\/\/[^\\"<>]+$/i.test(address) ? address : resolved.href;
  return absolute.length <= limits.url ? absolute : undefined;
}
