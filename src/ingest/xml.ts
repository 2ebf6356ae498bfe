import sax from "sax";
import { formatCount, limits } from "../article/limits.ts";
import { CourantError } from "../errors.ts";

/** Receives the parts of XML as it is read. Names are as written, with their prefix. */
export type XmlHandler = {
  open?(name: string, attributes: Readonly<Record<string, string>>, depth: number): void;
  /** Text and CDATA with resolved references. One text may come in several pieces. */
  text?(text: string): void;
  close?(name: string, depth: number): void;
};

export type XmlReader = {
  write(text: string): void;
  /** @throws ARTICLE_INVALID when an element is still open */
  end(): void;
  /** Returns the current line, counted from 1. */
  line(): number;
  /** Returns the start and the end of the current tag in everything written so far, in characters. */
  tag(): { start: number; end: number };
};

/** Characters passed to the parser at once. It checks the length of names and attributes after each piece. */
const pieceLength = 32_768;

/**
 * Reads XML 1.0 piece by piece. No entity is ever declared or fetched. HTML's entities are known, because feeds use them
 * without declaring them, and a document type with its own declarations is refused.
 * Writing throws ARTICLE_INVALID with the line for XML that is not well-formed, is nested too deep, or has a name or an
 * attribute that is too long.
 */
export function openXml(handler: XmlHandler): XmlReader {
  const parser = sax.parser(true);
  let depth = 0;
  const invalid = (problem: string, line = parser.line + 1) =>
    new CourantError("ARTICLE_INVALID", `The XML cannot be read, line ${formatCount(line)}: ${problem}.`);
  parser.onerror = (error) => {
    throw invalid((error.message.split("\n", 1)[0] ?? "").replace(/\.$/, ""));
  };
  parser.ondoctype = (doctype) => {
    if (!doctype.includes("[")) return;
    throw invalid("it declares entities or elements of its own (<!DOCTYPE … [), which are not read. Take them out");
  };
  parser.onopentag = ({ name, attributes }) => {
    if (++depth > limits.openElements) {
      throw invalid(`more than ${formatCount(limits.openElements)} elements are nested in each other`);
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
    write(xml) {
      for (let start = 0; start < xml.length; start += pieceLength) parser.write(xml.slice(start, start + pieceLength));
    },
    end() {
      parser.close();
    },
    line: () => parser.line + 1,
    tag: () => ({ start: parser.startTagPosition - 1, end: parser.position }),
  };
}

/** Returns the name of the outermost element, with its prefix, or undefined for a text that is not XML. */
export function rootNameOf(text: string): string | undefined {
  const prologPart = /\s+|<\?[^>]*>|<!--|<!doctype\b[^>[]*>/iy;
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  for (;;) {
    prologPart.lastIndex = at;
    const skipped = prologPart.exec(text)?.[0];
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
const forbiddenCharacter = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Returns the first character that XML forbids, as `U+0001`, or undefined when there is none. */
export function findForbiddenCharacter(text: string): string | undefined {
  const code = forbiddenCharacter.exec(text)?.[0].codePointAt(0);
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
