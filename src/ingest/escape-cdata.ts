/**
 * Escapes CDATA as text and removes comments in well-formed XML, because `feedsmith` removes everything that looks like a
 * comment, also inside CDATA.
 */
export function escapeCdata(text: string): string {
  return text.replace(
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>/g,
    (whole, inner: string | undefined) => {
      if (inner === undefined) return whole.startsWith("<?") ? whole : "";
      return inner.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    },
  );
}
