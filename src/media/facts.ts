import { mediaTypeReader } from "../article/fields.ts";
import type { MediaFacts } from "../article/media.ts";
import type { FetchAnswer } from "../fetch/fetcher.ts";
import { measureImage } from "../ingest/measure-image.ts";

/** Formats recognised by their first bytes. A file that declares one of them and looks different is none. */
const sniffableTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
/** Tells whether a declared type needs a look at the file. Servers declare text for files that they do not know. */
const isUncertain = (type: string) => /^(?:image|text)\//.test(type);
const pageTypes = new Set(["text/html", "application/xhtml+xml"]);
/** Types that servers declare for files that they do not know. */
const unspecificTypes = new Set(["application/octet-stream", "binary/octet-stream", "application/unknown"]);

/** Reads the facts in an answer to HEAD. Returns undefined when the file itself must be looked at. */
export function factsFromHead({ status, headers }: FetchAnswer): MediaFacts | undefined {
  const type = typeIn(headers);
  const bytes = lengthIn(headers);
  if (status !== 200 || type === undefined || pageTypes.has(type) || isUncertain(type)) return undefined;
  return bytes === undefined ? undefined : { type, bytes };
}

/**
 * Reads the facts in an answer with the first bytes of a file. The bytes count more than the headers.
 * @param head the answer to HEAD, which may give the length when this answer does not
 * @returns the reason in words for people when the answer gives no usable facts
 */
export function factsFromFirstBytes(answer: FetchAnswer, head?: FetchAnswer): MediaFacts | string {
  const { status, headers, body, isWhole } = answer;
  if (status !== 200 && status !== 206) return `it answered ${status}`;
  const range = /^bytes 0-\d+\/(\d+|\*)$/.exec(headers["content-range"] ?? "");
  if (status === 206 && !range) return "it sent another part than the requested one";
  const declared = typeIn(headers);
  if (declared !== undefined && pageTypes.has(declared)) return "its answer is a page";
  const image = measureImage(body);
  if (!image && declared !== undefined && sniffableTypes.has(declared))
    return `it declares ${declared}, but is something else`;
  if (!image && /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(body.toString("latin1", 0, 200))) {
    return "its answer is a page";
  }
  const wholeLength = isWhole && !isEncoded(headers) ? positiveInteger(String(body.length)) : undefined;
  const statedLength =
    status === 206 ? (isEncoded(headers) ? undefined : positiveInteger(range?.[1])) : lengthIn(headers);
  const headLength = head?.status === 200 ? lengthIn(head.headers) : undefined;
  const bytes = (status === 200 ? wholeLength : undefined) ?? statedLength ?? headLength;
  const { type = declared, ...size } = image ?? {};
  const facts = { ...(type !== undefined && { type }), ...(bytes !== undefined && { bytes }), ...size };
  return Object.keys(facts).length === 0 ? "its answer has neither a type nor a length" : facts;
}

type AnswerHeaders = FetchAnswer["headers"];

/** Returns the media type without parameters, in small letters, or undefined when it means nothing. */
function typeIn({ "content-type": contentType = "" }: AnswerHeaders): string | undefined {
  const type = mediaTypeReader.read(contentType.split(";", 1)[0] ?? "")?.toLowerCase();
  return type === undefined || type.length > 100 || unspecificTypes.has(type) ? undefined : type;
}

/** Returns the file's length. Content-Length gives it only for an unencoded body (RFC 9110 section 8.6). */
function lengthIn(headers: AnswerHeaders): number | undefined {
  return isEncoded(headers) ? undefined : positiveInteger(headers["content-length"]);
}

function isEncoded({ "content-encoding": coding = "" }: AnswerHeaders): boolean {
  return !/^\s*(?:identity)?\s*$/i.test(coding);
}

/** Reads a length. Servers declare zero when they do not know it. */
function positiveInteger(text: string | undefined): number | undefined {
  const number = /^\d{1,16}$/.test(text ?? "") ? Number(text) : 0;
  return number > 0 && Number.isSafeInteger(number) ? number : undefined;
}
