import sax from "sax";
import { counted, limits } from "../article/limits.ts";
import { CourantError } from "../errors.ts";

/** What is told of XML as it is read. Names are as they are written, with their prefix. */
export type XmlHandler = {
  open?(name: string, attributes: Readonly<Record<string, string>>, depth: number): void;
  /** Text and CDATA with references resolved; one text may come in several pieces. */
  text?(text: string): void;
  close?(name: string, depth: number): void;
};

export type XmlReader = {
  write(text: string): void;
  /** @throws ARTICLE_INVALID when something is open still */
  end(): void;
  /** The line that is being read; the first is 1. */
  line(): number;
  /** Where the tag that is being told of begins and ends in all that was written so far, in characters. */
  tag(): { start: number; end: number };
};

/** Characters that are given to the parser at once: it looks for names and attributes that are too long after each. */
const pieceLength = 32_768;

/**
 * Reads XML 1.0 as it comes, in whatever pieces. No entity is ever declared or fetched: HTML's names are known, because
 * feeds use them without saying so, and a document type with declarations of its own is refused.
 * Reading throws ARTICLE_INVALID, with the line, for what is not well-formed, nested too deep or has a name or an
 * attribute that is too long.
 */
export function openXml(handler: XmlHandler): XmlReader {
  const parser = sax.parser(true);
  let depth = 0;
  const invalid = (problem: string, line = parser.line + 1) =>
    new CourantError("ARTICLE_INVALID", `The XML cannot be read, line ${counted(line)}: ${problem}.`);
  parser.onerror = (error) => {
    throw invalid((error.message.split("\n", 1)[0] ?? "").replace(/\.$/, ""));
  };
  parser.ondoctype = (doctype) => {
    if (!doctype.includes("[")) return;
    throw invalid("it declares entities or elements of its own (<!DOCTYPE … [), which are not read. Take them out");
  };
  parser.onopentag = ({ name, attributes }) => {
    if (++depth > limits.openElements) {
      throw invalid(`more than ${counted(limits.openElements)} elements are nested in each other`);
    }
    handler.open?.(name, attributes as Record<string, string>, depth);
  };
  parser.onclosetag = (name) => handler.close?.(name, depth--);
  const { text } = handler;
  if (text) {
    parser.ontext = text;
    parser.oncdata = text;
  }
  return {
    write(all) {
      for (let start = 0; start < all.length; start += pieceLength) parser.write(all.slice(start, start + pieceLength));
    },
    end() {
      parser.close();
    },
    line: () => parser.line + 1,
    tag: () => ({ start: parser.startTagPosition - 1, end: parser.position }),
  };
}

/** The name of the outermost element, with its prefix, as far as can be seen without reading on; undefined for no XML. */
export function rootOf(text: string): string | undefined {
  const before = /\s+|<\?[^>]*>|<!--|<!doctype\b[^>[]*>/iy;
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  for (;;) {
    before.lastIndex = at;
    const skipped = before.exec(text)?.[0];
    if (skipped === undefined) break;
    if (skipped === "<!--") {
      const end = text.indexOf("-->", at);
      if (end === -1) return undefined;
      at = end + 3;
    } else at += skipped.length;
  }
  return /^<([^\s/>!?]{1,100})[\s/>]/.exec(text.slice(at, at + 102))?.[1];
}

/** Characters that no XML 1.0 document may hold (section 2.2, Char). */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The first character that XML does not allow, as `U+0001`; undefined where there is none. */
export function forbiddenIn(text: string): string | undefined {
  const code = forbidden.exec(text)?.[0].codePointAt(0);
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
