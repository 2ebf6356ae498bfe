/** HTML that was written here or sanitised before: the only thing the `html` template does not escape. */
export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type Value = string | Html | undefined | readonly Value[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeValue(value: Value): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.source;
  if (typeof value === "string") return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return value.map(escapeValue).join("");
}

/**
 * A template whose every value is escaped, unless it is `Html` itself. Values may stand in text and in quoted
 * attributes; an address goes through `linkable` first. `undefined` leaves nothing, a list is joined.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(escapeValue)));
}

const placeholderOrigin = "https://here.invalid";

/**
 * An address that may stand in `href` or `src`: http, https, mailto, or a path on this site. Anything else, such as
 * `javascript:`, is undefined. Read as a browser reads it (https://url.spec.whatwg.org/#concept-basic-url-parser).
 */
export function safeAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const absolute = URL.parse(address);
  if (absolute !== null) return ["http:", "https:", "mailto:"].includes(absolute.protocol) ? address : undefined;
  return address.startsWith("/") && URL.parse(address, placeholderOrigin)?.origin === placeholderOrigin
    ? address
    : undefined;
}
