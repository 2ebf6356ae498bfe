import { hasScope, type Scope } from "../admin/scopes.ts";
import type { SessionView } from "../admin/session-routes.ts";
import { rootPath } from "../article/root-path.ts";
import type { Config } from "../config/schema.ts";
import type { Texts } from "../language/en.ts";
import { pageLanguageFor } from "../language/languages.ts";
import { type Html, html } from "../render/html.ts";

/** The things that every page is written with: the words, the addresses, and the person who looks at it. */
export type View = {
  /** The language of the page (BCP 47), and its texts. */
  language: string;
  texts: Texts;
  /** The path before every path of this service; empty at the root of a host. */
  root: string;
  site: { title: string; language: string; url: string };
  /** Where the public pages are, without a trailing slash. */
  publicUrl: string;
  /** The time zone in which moments are shown and entered, by its IANA name. */
  timezone: string;
  caller: Pick<SessionView, "name" | "scopes"> | undefined;
  /** The token that forms carry, so that no other site can send them; empty before one has signed in. */
  csrf: string;
  /** Tells whether the token of the session has a scope. */
  may(scope: Scope): boolean;
  /** Writes a moment (RFC 3339) as an element, in the language and the time zone of the site. */
  moment(at: string): Html;
  /** Writes a day (UTC, YYYY-MM-DD) as an element. */
  day(at: string): Html;
  /** Writes a number in the language of the page. */
  number(value: number): string;
  /** Writes a size in bytes for people. */
  bytes(size: number): string;
};

/** Returns the path before every path of the dashboard. DASHBOARD_URL is an origin, without a path. */
export function dashboardRoot({ environment: { dashboardUrl, baseUrl } }: Pick<Config, "environment">): string {
  return dashboardUrl === undefined ? rootPath(baseUrl) : "";
}

/** Creates what a page is written with. @param session undefined before one has signed in */
export function createView(config: Config, session: SessionView | undefined): View {
  const { site, schedule, environment } = config;
  const { tag: language, texts } = pageLanguageFor(site.language);
  const { timezone } = schedule;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: timezone });
  const dayFormat = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  const numbers = new Intl.NumberFormat(language);
  return {
    language,
    texts,
    root: dashboardRoot(config),
    site,
    publicUrl: environment.baseUrl,
    timezone,
    caller: session,
    csrf: session?.csrf ?? "",
    may: (scope) => hasScope(session?.scopes ?? [], scope),
    moment: (at) => html`<time datetime="${at}">${format.format(new Date(at))}</time>`,
    day: (at) => html`<time datetime="${at}">${dayFormat.format(new Date(at))}</time>`,
    number: (value) => numbers.format(value),
    bytes: (size) => formatBytes(size, language),
  };
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

function formatBytes(size: number, language: string): string {
  const power = Math.min(units.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[power] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(size / 1000 ** power);
}
