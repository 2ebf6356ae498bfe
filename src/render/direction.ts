/**
 * HTML as it stands in documents. Readers show it from left to right, whatever its language, unless it says otherwise:
 * what is written from right to left stands in an element that does.
 * @param language BCP 47
 */
export function directed(html: string, language: string): string {
  const { direction } = new Intl.Locale(language).getTextInfo();
  return direction === "rtl" ? `<div dir="rtl" lang="${language}">${html}</div>` : html;
}
