import { restrictionOf } from "../article/restriction.ts";
import { counted } from "../article/limits.ts";
import { textOf } from "../article/plain-text.ts";
import type { Item } from "./json.ts";
import { Skip } from "./skip.ts";
import { restrictionOfPost } from "./wxr-restriction.ts";
import type { XmlHandler } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/*
 * Items of RSS and entries of Atom that say they are not meant for everybody. They are cut out of the text before anything
 * else reads it, so that whatever a feed's parser makes of them, nothing of them goes on.
 */

/** What an item says of itself. `kind`: what Blogger calls it, such as `post`, `comment` or `settings`. */
type ItemMarks = { start: number; fields: Record<string, string[]>; kind?: string | undefined };

/** Where a restricted item stands in the text, in characters, and why it is left out. `number`: counted from 1. */
type RestrictedItem = { start: number; end: number; number: number; title: string; reason: string };

/** Characters of one field; a mark is short. */
const maxFieldLength = 300;

/** Namespaces of feeds nest no deeper than this: `rss`, `channel`, `item`. */
const maxItemDepth = 4;

const bloggerKind = /^https?:\/\/schemas\.google\.com\/blogger\/2008\/kind#(\w{1,40})$/;

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
  let [isExport, count, itemDepth, fieldDepth] = [false, 0, 0, 0];
  let item: ItemMarks | undefined;
  let field: { name: string; text: string } | undefined;
  /** The element of the item that is open. */
  let parent = "";

  function openField(name: string, attributes: Readonly<Record<string, string>>, depth: number): void {
    field = { name, text: "" };
    fieldDepth = depth;
    const { state, relationship, scheme, term } = attributes;
    if (name.endsWith(":status") && state !== undefined) note(name, state);
    if (name === "access:restriction" && relationship === "deny") note("private", "yes");
    const kind = name.endsWith("category") && scheme?.endsWith("#kind") ? bloggerKind.exec(term ?? "")?.[1] : undefined;
    if (item && kind !== undefined) item.kind = kind.toLowerCase();
  }

  function note(name: string, text: string): void {
    const texts = item?.fields[name];
    if (texts) texts.push(text);
    else if (item) item.fields[name] = [text];
  }

  function endItem({ start, fields, kind }: ItemMarks): void {
    count++;
    const other = kind ?? fields["blogger:type"]?.[0]?.trim().toLowerCase() ?? "post";
    const reason = reasonIn(fields);
    const { end } = tag();
    const title = (fields.title?.[0] ?? fields["atom:title"]?.[0] ?? "").trim();
    if (other !== "post") {
      kinds.set(other, (kinds.get(other) ?? 0) + 1);
      restricted.push({ start, end, number: count, title: "", reason: "" });
    } else if (reason !== undefined) restricted.push({ start, end, number: count, title, reason });
    else kept.push(count);
  }

  return {
    open(typed, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(typed);
      isExport ||= name === "wp:wxr_version";
      if (!item && depth <= maxItemDepth && /(?:^|:)(?:item|entry)$/.test(name)) {
        item = { start: tag().start, fields: {} };
        itemDepth = depth;
      }
      if (!item) return;
      if (depth === itemDepth + 1) parent = name;
      // The children of app:control (RFC 5023 section 13.1.1) are marks of the item, too.
      const isMark = depth === itemDepth + 1 || (depth === itemDepth + 2 && parent.endsWith("control"));
      if (isMark) openField(name, attributes, depth);
    },
    text(piece) {
      if (field && field.text.length < maxFieldLength) field.text += piece.slice(0, maxFieldLength);
    },
    close(_typed, depth) {
      names.leave();
      if (item && field && depth === fieldDepth) {
        note(field.name, field.text);
        field = undefined;
      }
      if (!item || depth !== itemDepth) return;
      endItem(item);
      item = undefined;
    },
    isExport: () => isExport,
    numbers: () => kept,
    cut: (text) => withoutItems(text, restricted),
    skips: () => [...restricted.flatMap(skipOf), ...[...kinds].map(skipOfKind)],
  };
}

/** Why an item is not meant for everybody, by its fields. */
function reasonIn(fields: ItemMarks["fields"]): string | undefined {
  const typeOfPost = fields["wp:post_type"]?.find((type) => type.trim() !== "post");
  if (typeOfPost !== undefined) return `it is no post, but of the type ${shown(typeOfPost)}`;
  for (const status of fields["wp:status"] ?? []) {
    const reason = restrictionOfPost({ fields: { "wp:status": status }, meta: {} });
    if (reason !== undefined) return reason;
  }
  if (fields["wp:post_password"]?.some((password) => password.trim() !== "")) {
    return "it can be read with a password only";
  }
  const statusOfBlogger = fields["blogger:status"]?.find((status) => !/^\s*(?:live|scheduled)?\s*$/i.test(status));
  if (statusOfBlogger !== undefined) return `its status is ${shown(statusOfBlogger)}`;
  for (const [name, texts] of Object.entries(fields)) {
    const local = name.replace(/^.*:/, "");
    if (local === "block" && texts.some((text) => /^\s*yes\s*$/i.test(text))) return `it says ${name}: yes`;
    // An element that is there and says nothing may mean yes, as in <private/>.
    const isMark = /^(?:draft|private|unlisted|hidden|noindex)$/.test(local);
    const restriction = restrictionOf({ [local]: isMark ? texts.map((text) => text.trim() || "yes") : texts });
    if (restriction !== undefined) return `it says ${name}${restriction.slice(local.length)}`;
  }
  return undefined;
}

function shown(text: string): string {
  return JSON.stringify(text.trim().slice(0, 40).toWellFormed());
}

function withoutItems(text: string, restricted: readonly RestrictedItem[]): string {
  const starts = [0, ...restricted.map(({ end }) => end)];
  return starts.map((start, index) => text.slice(start, restricted[index]?.start)).join("");
}

function skipOf({ number, title, reason }: RestrictedItem): Item[] {
  if (reason === "") return [];
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
