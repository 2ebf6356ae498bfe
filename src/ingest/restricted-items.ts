import { formatCount } from "../article/limits.ts";
import { textOf } from "../article/plain-text.ts";
import { type ItemMarks, openItemMarks } from "./item-marks.ts";
import type { ImportItem } from "./json.ts";
import { Skip } from "./skip.ts";
import type { XmlHandler } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/*
 * Items of RSS and entries of Atom that are not meant for everybody. They are cut out of the text before the feed's parser
 * reads it, so that nothing of them can get through.
 */

/** An item that is being read: its start in the text, in characters, and its depth. */
type OpenItem = { start: number; depth: number; marks: ItemMarks };

/** The place of a restricted item in the text, and why it is left out. `number`: counted from 1. */
type RestrictedItem = { start: number; end: number; number: number; title: string; reason: string | undefined };

/** Items of a feed nest no deeper: `rss`, `channel`, `item`. */
const maxItemDepth = 4;

export type ItemWatch = Required<XmlHandler> & {
  /** Whether the document is an export of WordPress, even if its beginning did not show it. */
  isExport(): boolean;
  /** Removes the restricted items from the text. */
  withoutRestricted(text: string): string;
  /** Returns the numbers of the remaining items, in order. */
  keptNumbers(): readonly number[];
  /** Returns items that report why others were removed. */
  skippedItems(): ImportItem[];
};

/**
 * Watches the items of a feed while the whole text is read.
 * @param tag returns the place of the current tag in the text
 */
export function watchItems(tag: () => { start: number; end: number }): ItemWatch {
  const names = openXmlNames();
  const restricted: RestrictedItem[] = [];
  const keptNumbers: number[] = [];
  const otherKinds = new Map<string, number>();
  let [isExport, isDenied, count] = [false, false, 0];
  let item: OpenItem | undefined;

  function endItem({ start, marks }: OpenItem): void {
    count++;
    const kind = marks.otherKind();
    const reason = isDenied ? "the feed says that it is for nobody else (access:restriction)" : marks.restriction();
    const position = { start, end: tag().end, number: count };
    if (kind !== undefined) {
      otherKinds.set(kind, (otherKinds.get(kind) ?? 0) + 1);
      restricted.push({ ...position, title: "", reason: undefined });
    } else if (reason !== undefined) restricted.push({ ...position, title: marks.title(), reason });
    else keptNumbers.push(count);
  }

  return {
    open(rawName, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(rawName);
      isExport ||= name === "wp:wxr_version";
      isDenied ||= !item && depth <= 3 && name === "access:restriction" && attributes.relationship === "deny";
      if (item) item.marks.open(name, attributes, depth - item.depth);
      else if (depth <= maxItemDepth && /(?:^|:)(?:item|entry)$/.test(name)) {
        item = { start: tag().start, depth, marks: openItemMarks(attributes) };
      }
    },
    text(piece) {
      item?.marks.text(piece);
    },
    close(_typed, depth) {
      names.leave();
      item?.marks.close(depth - item.depth);
      if (!item || depth !== item.depth) return;
      endItem(item);
      item = undefined;
    },
    isExport: () => isExport,
    keptNumbers: () => keptNumbers,
    withoutRestricted: (text) => withoutItems(text, restricted),
    skippedItems: () => [...restricted.flatMap(skipOf), ...[...otherKinds].map(skipOfKind)],
  };
}

function withoutItems(text: string, restricted: readonly RestrictedItem[]): string {
  const starts = [0, ...restricted.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, restricted[index]?.start)).join("");
}

function skipOf({ number, title, reason }: RestrictedItem): ImportItem[] {
  if (reason === undefined) return [];
  const value = () => {
    const label = textOf(title.slice(0, 80).toWellFormed());
    throw new Skip(`${label === "" ? "It" : `“${label}”`} is left out: ${reason}.`);
  };
  return [{ place: `item ${number}`, value }];
}

function skipOfKind([kind, count]: [kind: string, count: number]): ImportItem {
  const value = () => {
    throw new Skip(
      `Entries of the kind “${kind}” are left out, ${formatCount(count)} of them: only posts are articles.`,
    );
  };
  return { place: `entries of kind ${kind}`, value };
}
