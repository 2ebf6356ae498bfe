import { isIP } from "node:net";
import { validate } from "node-cron";
import Format from "typebox/format";
import { parseSearch } from "../article/search-query.ts";
import { slugPattern } from "./fields.ts";
import { isFreePath } from "./own-paths.ts";
import { expectations, isHost, isHttpOrigin, isOrigin, isPublicAddress, isSocketPath } from "./setting-values.ts";

type TextFormat = { check: (text: string) => boolean; words: string };

/** The formats in the configuration's schema. `words` describes each in messages about mistakes. */
export const formats: Readonly<Record<string, TextFormat>> = {
  line: { check: isLine, words: "one line of text" },
  "http-url": {
    check: isHttpUrl,
    words: "an address that starts with http:// or https://, without a user or password",
  },
  email: {
    check: (text) => isLine(text) && Format.IsEmail(text),
    words: "an email address, such as editor@example.org",
  },
  language: { check: isLanguage, words: "a BCP 47 language tag, such as en or pt-BR" },
  cron: { check: validate, words: "a cron expression with five or six fields, such as */15 * * * *" },
  "time-zone": { check: isTimeZone, words: "an IANA time zone, such as UTC or Europe/Paris" },
  "address-range": { check: isAddressRange, words: "an IP address or a CIDR range, such as 10.0.0.0/8" },
  "moved-from": {
    check: (text) => isFreePath(text) || (new RegExp(slugPattern).test(text) && text.length <= 64),
    words: "a slug, or a path that Courant does not use itself, as clients request it, such as /feed/ or /?feed=rss2",
  },
  search: {
    check: isSearch,
    words: 'one line with at most 20 words to look for, such as harbour -strike "old town"',
  },
  host: { check: isHost, words: expectations.host },
  "socket-path": { check: isSocketPath, words: expectations.socket },
  "public-address": { check: isPublicAddress, words: expectations.baseUrl },
  origin: { check: isOrigin, words: expectations.dashboardUrl },
  "http-origin": { check: isHttpOrigin, words: expectations.publishingUrl },
  "fetch-target": {
    check: (text) => isAddressRange(text) || /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+(?::\d{1,5})?$/i.test(text),
    words:
      "a host name, an IP address or a CIDR range, such as intranet.example or 10.0.0.0/8; a port may follow a host",
  },
};

for (const [name, { check }] of Object.entries(formats)) Format.Set(name, check);

/** Tells whether a text is visible, without line breaks, and in characters that XML 1.0 allows (section 2.2). */
function isLine(text: string): boolean {
  return text.isWellFormed() && /[^\s\p{Cf}]/u.test(text) && !/[\p{Cc}\p{Zl}\p{Zp}\uFFFE\uFFFF]/u.test(text);
}

/** Stricter than the URL parser, which drops line breaks and adds missing slashes: documents carry the text unchanged. */
function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\/\S+$/i.test(text) || !isLine(text)) return false;
  const url = URL.parse(text);
  return url !== null && url.username === "" && url.password === "";
}

function isSearch(text: string): boolean {
  return isLine(text) && accepts(() => parseSearch(text)) && parseSearch(text).all.length > 0;
}

function isLanguage(text: string): boolean {
  return accepts(() => Intl.getCanonicalLocales(text));
}

/** Intl also accepts offsets such as +01:00, which are not names of zones. */
function isTimeZone(text: string): boolean {
  return /^[a-z]/i.test(text) && accepts(() => new Intl.DateTimeFormat("en", { timeZone: text }));
}

/** Refuses a prefix length of 0, as Fastify does: it would trust every address. */
function isAddressRange(text: string): boolean {
  const [address = "", length, ...rest] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return length === undefined || (/^[1-9]\d{0,2}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128));
}

function accepts(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
