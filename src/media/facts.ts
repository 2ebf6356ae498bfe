import { asMediaType } from "../article/fields.ts";
import type { MediaFacts } from "../article/media.ts";
import type { Answer } from "../fetch/fetcher.ts";
import { measureImage } from "./measure.ts";

/** Formats that are recognised by their first bytes: what says that it is one, and is none, is none. */
const recognised = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
/** What is an image, or only says that it is text, as servers do of what they do not know, is to be looked at. */
const isUncertain = (type: string) => /^(?:image|text)\//.test(type);
const pages = new Set(["text/html", "application/xhtml+xml"]);
/** What servers say of files that they do not know. */
const unspecific = new Set(["application/octet-stream", "binary/octet-stream", "application/unknown"]);

/** What an answer to HEAD says; undefined where the file itself has to be looked at. */
export function factsFromHead({ status, headers }: Answer): MediaFacts | undefined {
  const type = typeIn(headers);
  const bytes = lengthIn(headers);
  if (status !== 200 || type === undefined || pages.has(type) || isUncertain(type)) return undefined;
  return bytes === undefined ? undefined : { type, bytes };
}

/**
 * What an answer with the beginning of a file says. The bytes are believed before the headers.
 * @param head what HEAD was answered, for a length that is not said here
 * @returns words for people where it says nothing that can be used
 */
export function factsFromFirstBytes(answer: Answer, head?: Answer): MediaFacts | string {
  const { status, headers, body, isWhole } = answer;
  if (status !== 200 && status !== 206) return `it answers ${status}`;
  const range = /^bytes 0-\d+\/(\d+|\*)$/.exec(headers["content-range"] ?? "");
  if (status === 206 && !range) return "it answers another part than the one that was asked for";
  const declared = typeIn(headers);
  if (declared !== undefined && pages.has(declared)) return "it answers a page";
  const measured = measureImage(body);
  if (!measured && declared !== undefined && recognised.has(declared))
    return `it says ${declared}, and is something else`;
  if (!measured && /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(body.toString("latin1", 0, 200))) {
    return "it answers a page";
  }
  const whole = isWhole && !isEncoded(headers) ? amount(String(body.length)) : undefined;
  const said = status === 206 ? (isEncoded(headers) ? undefined : amount(range?.[1])) : lengthIn(headers);
  const before = head?.status === 200 ? lengthIn(head.headers) : undefined;
  const bytes = (status === 200 ? whole : undefined) ?? said ?? before;
  const { type = declared, ...size } = measured ?? {};
  const facts = { ...(type !== undefined && { type }), ...(bytes !== undefined && { bytes }), ...size };
  return Object.keys(facts).length === 0 ? "it says neither what it is nor how long" : facts;
}

type Headers = Answer["headers"];

/** The media type without parameters, in small letters; undefined where none is said that means something. */
function typeIn({ "content-type": said = "" }: Headers): string | undefined {
  const type = asMediaType.read(said.split(";", 1)[0] ?? "")?.toLowerCase();
  return type === undefined || type.length > 100 || unspecific.has(type) ? undefined : type;
}

/** The length of what is sent is that of the file only where nothing was done to it (RFC 9110 section 8.6). */
function lengthIn(headers: Headers): number | undefined {
  return isEncoded(headers) ? undefined : amount(headers["content-length"]);
}

function isEncoded({ "content-encoding": coding = "" }: Headers): boolean {
  return !/^\s*(?:identity)?\s*$/i.test(coding);
}

/** Zero is what servers say that do not know. */
function amount(said: string | undefined): number | undefined {
  const number = /^\d{1,16}$/.test(said ?? "") ? Number(said) : 0;
  return number > 0 && Number.isSafeInteger(number) ? number : undefined;
}
