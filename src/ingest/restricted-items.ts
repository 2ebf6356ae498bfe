import { textOf } from "../article/html/text-of.ts";
import { formatCount } from "../article/limits.ts";
import { type ItemMarks, openItemMarks } from "./item-marks.ts";
import type { ImportItem } from "./json.ts";
import { Skip } from "./skip.ts";
import type { XmlHandler, XmlReader } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/*
 * Items of RSS and entries of Atom that are not meant for everybody. They are cut out of the text before the feed's parser
 * reads it, so that nothing of them can get through.
 */

/** An item that is being read. `line`: where it begins. */
type OpenItem = { start: number; depth: number; line: number; marks: ItemMarks };

/**
 * The place of an item in the text, in characters. `endTag`: where its end tag begins; `start` in an empty-element tag.
 * `number`: counted from 1; `depth`: the elements around it and itself; `line`: where it begins.
 */
export type PlacedItem = {
  start: number;
  endTag: number;
  end: number;
  number: number;
  depth: number;
  line: number;
};

/** An item that is left out, and why; without a reason, its kind is counted. */
type RestrictedItem = PlacedItem & { title: string; reason: string | undefined };

/** Items of a feed nest no deeper: `rss`, `channel`, `item`. */
const maxItemDepth = 4;

export type ItemWatch = Required<XmlHandler> & {
  /** Tells whether the document is an export of WordPress, even if its beginning did not show it. */
  isExport(): boolean;
  /** Returns the items that are left out, in order. */
  restrictedItems(): readonly PlacedItem[];
  /** Returns the other items, in order. */
  keptItems(): readonly PlacedItem[];
  /** Returns items that report why others were removed. */
  skippedItems(): ImportItem[];
};

/**
 * Watches the items of a feed while the whole text is read.
 * @param position returns the reader, for the place of the current tag in the text
 */
export function watchItems(position: () => Pick<XmlReader, "tag" | "line">): ItemWatch {
  const names = openXmlNames();
  const restricted: RestrictedItem[] = [];
  const kept: PlacedItem[] = [];
  const otherKinds = new Map<string, number>();
  let [isExport, isDenied, count] = [false, false, 0];
  let item: OpenItem | undefined;

  function endItem({ start, depth, line, marks }: OpenItem): void {
    count++;
    const kind = marks.otherKind();
    const reason = isDenied ? "the feed says that it is for nobody else (access:restriction)" : marks.restriction();
    const tag = position().tag();
    const place = { start, endTag: tag.start, end: tag.end, number: count, depth, line };
    if (kind !== undefined) {
      otherKinds.set(kind, (otherKinds.get(kind) ?? 0) + 1);
      restricted.push({ ...place, title: "", reason: undefined });
    } else if (reason !== undefined) restricted.push({ ...place, title: marks.title(), reason });
    else kept.push(place);
  }

  return {
    open(rawName, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(rawName);
      isExport ||= name === "wp:wxr_version";
      isDenied ||= !item && depth <= 3 && name === "access:restriction" && attributes.relationship === "deny";
      if (item) item.marks.open(name, attributes, depth - item.depth);
      else if (depth <= maxItemDepth && /(?:^|:)(?:item|entry)$/.test(name)) {
        const { start } = position().tag();
        item = { start, depth, line: position().line(), marks: openItemMarks(attributes) };
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
    keptItems: () => kept,
    restrictedItems: () => restricted,
    skippedItems: () => [...restricted.flatMap(skipOf), ...[...otherKinds].map(skipOfKind)],
  };
}

function skipOf({ number, line, title, reason }: RestrictedItem): ImportItem[] {
  if (reason === undefined) return [];
  const value = () => {
    const label = textOf(title.slice(0, 80).toWellFormed());
    throw new Skip(`${label === "" ? "It" : `“${label}”`} is left out: ${reason}.`);
  };
  return [{ place: `item ${number}`, line, value }];
}

function skipOfKind([kind, count]: [kind: string, count: number]): ImportItem {
  const value = () => {
    throw new Skip(
      `Entries of the kind “${kind}” are left out, ${formatCount(count)} of them: only posts are articles.`,
    );
  };
  return { place: `entries of kind ${kind}`, value };
}
