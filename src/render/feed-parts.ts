import type { FeedOptions } from "feed";
import { escapeAgainstDecoding } from "./xml.ts";

/*
 * What is needed to let the `feed` package write parts of a document: Courant hands it only what it says right, cuts
 * that out of the document it returns, and writes the rest itself.
 */

/** Options where only the items are wanted. With a date, since `feed` would else take the current time. */
export const emptyFeedOptions: FeedOptions = { title: "", updated: new Date(0) };

/** Text for a field that `feed` writes as text: it turns `&amp;` into `&` before it escapes. */
export function feedText(text: string): string {
  return text.replaceAll("&", "&amp;");
}

/** What stands between the first `start` and the last `end`, without the white space around it. */
export function textBetween(document: string, start: string, end: string): string {
  return document.slice(document.indexOf(start) + start.length, document.lastIndexOf(end)).trim();
}

/** The head of a document as `feed` writes it, with its texts, but not its addresses, as `escapePlain` writes them. */
export function escapePlainTexts(head: string): string {
  return head.replace(/<(?:title|subtitle|description|copyright|rights|name)>[^<]*/g, escapeAgainstDecoding);
}

/** The parts of an element on lines of their own, at a depth of the document, `feed` indenting as it does. */
export function indentLines(depth: number, parts: readonly string[]): string {
  const indentation = `\n${"    ".repeat(depth)}`;
  return parts.map((part) => indentation + part).join("");
}
