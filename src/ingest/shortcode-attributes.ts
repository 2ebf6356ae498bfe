/** The attributes of a shortcode: those with a name, in small letters, and the values without one. */
export type ShortcodeAttributes = { named: ReadonlyMap<string, string>; values: readonly string[] };

/** No shortcode says more in its tag. */
const maxAttributesLength = 10_000;

/**
 * Parses attributes as WordPress does (https://developer.wordpress.org/reference/functions/shortcode_parse_atts/):
 * `ids="1,2"`, `ids='1,2'`, `ids=1,2`, and values alone. Jetpack's `[youtube=ADDRESS]` has a value alone. Values are HTML.
 */
export function parseAttributes(text: string): ShortcodeAttributes {
  const named = new Map<string, string>();
  const values: string[] = [];
  const plain = text
    .slice(0, maxAttributesLength)
    .replace(/^\s*=\s*/, "")
    .replace(/&(?:quot|#0?34|#822[01]|#8243|ldquo|rdquo);|[“”″]/g, '"');
  const parts = /([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s'"]+))|"([^"]*)"|'([^']*)'|(\S+)/g;
  for (const [, name, double, single, bare, ...alone] of plain.matchAll(parts)) {
    const value = (double ?? single ?? bare ?? alone.find((each) => each !== undefined) ?? "").trim();
    if (name === undefined) values.push(value);
    else if (!named.has(name.toLowerCase())) named.set(name.toLowerCase(), value);
  }
  return { named, values };
}

/** Tells whether a value alone is an address or an id, and no word. */
export function isReference(value: string): boolean {
  return /[/.]\S|\d/.test(value) || /^(?=.[\w-]*[A-Z])[\w-]{11}$/.test(value);
}
