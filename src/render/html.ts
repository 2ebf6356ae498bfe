/** HTML that comes from this code or is sanitised. The `html` template escapes every other value. */
export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type HtmlValue = string | Html | false | undefined | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeValue(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Html) return value.source;
  if (typeof value === "string") return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return value.map(escapeValue).join("");
}

/**
 * A template that escapes every value except `Html`. Values may be in text and in quoted attributes; pass an address
 * through `safeAddress` first. `undefined` and `false` are left out, and a list is joined.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(escapeValue)));
}

const placeholderOrigin = "https://here.invalid";

/**
 * Returns an address that is safe in `href` or `src`: http, https, mailto, or a path on this site. For any other, such as
 * `javascript:`, it returns undefined. It parses addresses as browsers do
 * (https://url.spec.whatwg.org/#concept-basic-url-parser).
 */
export function safeAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const absolute = URL.parse(address);
  if (absolute !== null) return ["http:", "https:", "mailto:"].includes(absolute.protocol) ? address : undefined;
  return address.startsWith("/") && URL.parse(address, placeholderOrigin)?.origin === placeholderOrigin
    ? address
    : undefined;
}
