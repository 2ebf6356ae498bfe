import { escapeHtml } from "../article/plain-text.ts";
import type { Insertion } from "./feed-translation.ts";
import type { PlacedItem } from "./restricted-items.ts";
import type { XmlHandler, XmlReader } from "./xml.ts";

/*
 * Some feeds are well-formed XML, and their items stand where the parser of feeds does not look for them: in a second
 * channel of RSS, in the channel of RDF, or beside a table of contents that does not list them. They are put where it
 * looks.
 */

/** A piece of text that is replaced. Places are in characters. */
type Edit = { start: number; end: number; text: string };

export type ArrangementWatch = Required<XmlHandler> & {
  /**
   * Returns the text without the items that are left out, and with all others where the parser looks for them.
   * @param parts.insertions what is written into items
   */
  arrange(
    text: string,
    parts: { kept: readonly PlacedItem[]; leftOut: readonly PlacedItem[]; insertions: readonly Insertion[] },
  ): string;
};

/** @param position returns the reader, for the place of the current tag in the text */
export function watchArrangement(position: () => Pick<XmlReader, "tag">): ArrangementWatch {
  const edits: Edit[] = [];
  let root = "";
  let rootEnd = 0;
  let channel: { start: number; end: number } | undefined;
  /** The table of contents of RDF, or base64 of Atom 0.3. */
  let part: { start: number; depth: number; base64: string | undefined } | undefined;

  return {
    open(rawName, attributes, depth) {
      const name = localName(rawName);
      if (depth === 1) root = name;
      if (depth === 2 && name === "channel") channel ??= { start: position().tag().start, end: 0 };
      if (part) return;
      if (root === "rdf" && depth === 3 && name === "items") {
        part = { start: position().tag().start, depth, base64: undefined };
      }
      if (root === "feed" && attributes.mode === "base64") part = { start: position().tag().end, depth, base64: "" };
    },
    text(piece) {
      if (part?.base64 !== undefined) part.base64 += piece;
    },
    close(_name, depth) {
      const { start, end } = position().tag();
      if (depth === 1) rootEnd = start;
      if (depth === 2 && channel?.end === 0) {
        channel.end = start;
        // The items beside an empty-element tag get a channel of their own.
        if (root === "rss" && start === channel.start) edits.push({ start, end, text: "" });
      }
      if (depth !== part?.depth) return;
      if (part.base64 === undefined) edits.push({ start: part.start, end, text: "" });
      else if (start > part.start) edits.push({ start: part.start, end: start, text: escapeHtml(decode(part.base64)) });
      part = undefined;
    },
    arrange(text, { kept, leftOut, insertions }) {
      const cuts = leftOut.map(({ start, end }) => ({ start, end, text: "" }));
      const insertionEdits = insertionsIn(text, kept, insertions);
      const isInPlace = ({ start, depth }: PlacedItem) =>
        root === "rdf" ? depth === 2 : depth === 3 && channel && start > channel.start && start < channel.end;
      if (root === "feed" || kept.every(isInPlace))
        return applyEdits(text, [...edits, ...cuts, ...insertionEdits.flat()]);
      const moves = kept.map(({ start, end }) => ({ start, end, text: "" }));
      const items = kept
        .map(({ start, end }, index) => applyEdits(text, insertionEdits[index] ?? [], start, end))
        .join("");
      const isInChannel = root !== "rdf" && channel !== undefined && channel.end > channel.start;
      const place = isInChannel ? channel?.end : rootEnd;
      const moved = root === "rdf" || isInChannel ? items : `<channel>${items}</channel>`;
      return applyEdits(text, [
        ...edits,
        ...cuts,
        ...moves,
        { start: place ?? rootEnd, end: place ?? rootEnd, text: moved },
      ]);
    },
  };
}

function localName(name: string): string {
  return name.replace(/^.*:/, "").toLowerCase();
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString();
}

/** An element that says nothing of an article. The parser of feeds passes over items without any element that it knows. */
const mark = '<slash:comments xmlns:slash="http://purl.org/rss/1.0/modules/slash/">0</slash:comments>';

/** Returns an edit that puts the mark at the end of an item, so that the parser finds as many items as there are. */
function markItem(text: string, { start, endTag, end }: PlacedItem): Edit {
  if (endTag > start) return { start: endTag, end: endTag, text: mark };
  const [, name = ""] = /^<([^\s/>]+)/.exec(text.slice(start, end)) ?? [];
  return { start: end - 2, end, text: `>${mark}</${name}>` };
}

/** Returns the insertions into each kept item as edits, with its mark. Items and insertions are in order. */
function insertionsIn(text: string, kept: readonly PlacedItem[], insertions: readonly Insertion[]): Edit[][] {
  let next = 0;
  return kept.map((item) => {
    const { start, end } = item;
    const edits: Edit[] = [markItem(text, item)];
    for (; (insertions[next]?.place ?? end) < end; next++) {
      const { place, write } = insertions[next] as Insertion;
      if (place >= start) edits.push({ start: place, end: place, text: write(text) });
    }
    return edits;
  });
}

/** Edits a part of a text. The edits do not overlap. */
function applyEdits(text: string, edits: readonly Edit[], partStart = 0, partEnd = text.length): string {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const starts = [partStart, ...sorted.map(({ end }) => end)];
  return starts
    .map((start, index) => text.slice(start, sorted[index]?.start ?? partEnd) + (sorted[index]?.text ?? ""))
    .join("");
}
