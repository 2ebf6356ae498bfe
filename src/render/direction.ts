/**
 * HTML as it stands in documents. Readers show it from left to right, whatever its language, unless it says otherwise:
 * what is written from right to left stands in an element that does, once.
 * @param language BCP 47
 */
export function directed(html: string, language: string): string {
  const { direction } = new Intl.Locale(language).getTextInfo();
  const start = `<div dir="rtl" lang="${language}">`;
  return direction !== "rtl" || html.startsWith(start) ? html : `${start}${html}</div>`;
}
