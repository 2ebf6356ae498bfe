import type { FeedOptions } from "feed";
import { escapeAgainstDecoding } from "./xml.ts";

/*
 * Helpers for documents that the `feed` package writes in part. Courant passes it only the data that it writes correctly,
 * cuts that part out of its document, and writes the rest itself.
 */

/** The options for a document of which only the items are used. The date is fixed because `feed` would take the clock's. */
export const emptyFeedOptions: FeedOptions = { title: "", updated: new Date(0) };

/** Escapes text for a text field of `feed`, which turns `&amp;` into `&` before it escapes. */
export function feedText(text: string): string {
  return text.replaceAll("&", "&amp;");
}

/** Returns the text between the first `start` and the last `end`, without white space around it. */
export function textBetween(document: string, start: string, end: string): string {
  return document.slice(document.indexOf(start) + start.length, document.lastIndexOf(end)).trim();
}

/** Changes the texts in a head that `feed` wrote to the form of `escapePlain`. Addresses stay as they are. */
export function escapePlainTexts(head: string): string {
  return head.replace(/<(?:title|subtitle|description|copyright|rights|name)>[^<]*/g, escapeAgainstDecoding);
}

/** Puts each part of an element on a line of its own, indented for a depth of the document as `feed` does. */
export function indentLines(depth: number, parts: readonly string[]): string {
  const indentation = `\n${"    ".repeat(depth)}`;
  return parts.map((part) => indentation + part).join("");
}
