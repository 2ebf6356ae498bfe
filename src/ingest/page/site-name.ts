/**
 * Returns a check whether a text is the name of a page's site: one that the page declares, the name of a host, or like the
 * name of its own: “The Daily Example” for `www.daily-example.com`.
 */
export function createSiteCheck(
  declaredNames: readonly (string | undefined)[],
  address: string | undefined,
): (text: string) => boolean {
  const host = address === undefined ? "" : (URL.parse(address)?.hostname ?? "");
  const labels = host.replace(/^(?:www|m|amp)\./, "").split(".");
  const names = new Set(
    [...declaredNames, host, host.replace(/^www\./, ""), ...labels.slice(0, -1)].map((name) => lettersOf(name ?? "")),
  );
  return (text) => {
    if (/^(?:[\w-]+\.)+[a-z]{2,}$/i.test(text.trim())) return true;
    const name = lettersOf(text);
    return name.length >= 2 && (names.has(name) || names.has(name.replace(/^the/, "")) || names.has(`the${name}`));
  };
}

/** Removes the words for those who work for a site, such as in `The Daily Example Staff`. */
export function withoutStaff(name: string): string {
  return name
    .replace(
      /^(?:die |the |la |el |par la |von der )?(?:redaktion|rédaction|redacción|redazione|redactie|newsroom|news desk)\s+(?:von\s+|of\s+|de\s+)?/i,
      "",
    )
    .replace(
      /[\s-]+(?:(?:editorial|news|web|online)[\s-]+)?(?:staff|team|desk|editors|redaktion|newsroom|contributors?|reporters?|writers?)$/i,
      "",
    );
}

/** Returns the letters and numbers of a text, without accents and case. */
export function lettersOf(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
