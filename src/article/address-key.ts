/**
 * Returns what an address is compared by. Addresses that differ only in http or https, or in a spelling that RFC 3986
 * calls equivalent (case and percent-encoding, section 6.2.2; default port and empty path, section 6.2.3), have the same
 * key. Any other text is its own key, and so is each key.
 */
export function addressKey(text: string): string {
  if (!/^https?:\/\/[^\s\\]+$/i.test(text)) return text;
  const href = URL.parse(text)?.href;
  if (href === undefined) return text;
  const spelled = href.replace(/%[\da-f]{2}/gi, spellOctet);
  return `https${spelled.slice(spelled.indexOf(":"))}`;
}

/** Decodes an octet that needs no encoding (RFC 3986 section 2.3), and writes any other in capitals. */
function spellOctet(octet: string): string {
  const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
  return /[\w.~-]/.test(character) ? character : octet.toUpperCase();
}
