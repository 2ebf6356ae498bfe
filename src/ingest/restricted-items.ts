import { counted } from "../article/limits.ts";
import { textOf } from "../article/plain-text.ts";
import { type ItemMarks, openItemMarks } from "./item-marks.ts";
import type { Item } from "./json.ts";
import { Skip } from "./skip.ts";
import type { XmlHandler } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/*
 * Items of RSS and entries of Atom that say they are not meant for everybody. They are cut out of the text before anything
 * else reads it, so that whatever a feed's parser makes of them, nothing of them goes on.
 */

/** An item that is read: where it begins in the text, in characters, and how deep it stands. */
type OpenItem = { start: number; depth: number; marks: ItemMarks };

/** Where a restricted item stands in the text, and why it is left out. `number`: counted from 1. */
type RestrictedItem = { start: number; end: number; number: number; title: string; reason: string | undefined };

/** Namespaces of feeds nest no deeper than this: `rss`, `channel`, `item`. */
const maxItemDepth = 4;

export type ItemWatch = Required<XmlHandler> & {
  /** Whether the document is an export of WordPress, whatever it looked like at its beginning. */
  isExport(): boolean;
  /** The text without the restricted items. */
  cut(text: string): string;
  /** The numbers of the items that stay, in order. */
  numbers(): readonly number[];
  /** What was cut out, as items that say why. */
  skips(): Item[];
};

/**
 * Watches the items of a feed go by, in a reading of the whole text.
 * @param tag where the tag that is being read stands in the text
 */
export function watchItems(tag: () => { start: number; end: number }): ItemWatch {
  const names = openXmlNames();
  const restricted: RestrictedItem[] = [];
  const kept: number[] = [];
  const kinds = new Map<string, number>();
  let [isExport, isDenied, count] = [false, false, 0];
  let item: OpenItem | undefined;

  function endItem({ start, marks }: OpenItem): void {
    count++;
    const kind = marks.otherKind();
    const reason = isDenied ? "the feed says that it is for nobody else (access:restriction)" : marks.restriction();
    const at = { start, end: tag().end, number: count };
    if (kind !== undefined) {
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      restricted.push({ ...at, title: "", reason: undefined });
    } else if (reason !== undefined) restricted.push({ ...at, title: marks.title(), reason });
    else kept.push(count);
  }

  return {
    open(typed, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(typed);
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
    numbers: () => kept,
    cut: (text) => withoutItems(text, restricted),
    skips: () => [...restricted.flatMap(skipOf), ...[...kinds].map(skipOfKind)],
  };
}

function withoutItems(text: string, restricted: readonly RestrictedItem[]): string {
  const starts = [0, ...restricted.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, restricted[index]?.start)).join("");
}

function skipOf({ number, title, reason }: RestrictedItem): Item[] {
  if (reason === undefined) return [];
  const value = () => {
    const called = textOf(title.slice(0, 80).toWellFormed());
    throw new Skip(`${called === "" ? "It" : `“${called}”`} is left out: ${reason}.`);
  };
  return [{ place: `item ${number}`, value }];
}

function skipOfKind([kind, count]: [kind: string, count: number]): Item {
  const value = () => {
    throw new Skip(`Entries of the kind “${kind}” are left out, ${counted(count)} of them: only posts are articles.`);
  };
  return { place: `entries of kind ${kind}`, value };
}
