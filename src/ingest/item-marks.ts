import { isRestrictedState, restrictionOf } from "../article/restriction.ts";
import { metaRestriction, statusRestriction } from "./wxr-restriction.ts";

/*
 * The marks in an item of RSS, an entry of Atom or a post of WordPress which say that it is not meant for everybody.
 * They are collected while the elements are read. Names have the prefixes of xml-names.ts.
 */

type Attributes = Readonly<Record<string, string>>;

/** Characters of a field without the blanks before it. Marks are short. */
const maxFieldLength = 300;

/** Fields of one item. No honest item has as many. */
const maxFields = 2_000;

/** Elements that mean yes when they are empty, such as `<private/>`. */
const yesWhenEmptyNames = /^(?:is)?(?:draft|private|unlisted|hidden|noindex|members-?only|subscribers-?only)$/;

/** States that count in any namespace. Other words have other meanings elsewhere. */
const restrictedState = /^(?:auto |soft )?(?:draft|private|unlisted|hidden|trash(?:ed)?|deleted|unpublished)$/i;

/** Types of WordPress that are no posts. Types of plugins, such as podcast, may be posts. */
const internalType =
  /^(?:page|revision|attachment|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+)$/;

const bloggerKind = /^https?:\/\/schemas\.google\.com\/blogger\/2008\/kind#(\w{1,40})$/;

export type ItemMarks = {
  /** @param level 1 for a child of the item, 2 for a child of that */
  open(name: string, attributes: Attributes, level: number): void;
  text(piece: string): void;
  close(level: number): void;
  title(): string;
  /** The item's kind in Blogger, such as `comment` or `settings`, if it is not a post. */
  otherKind(): string | undefined;
  /** Why the item is not meant for everybody, in words that follow “is left out:”; undefined for other items. */
  restriction(): string | undefined;
};

/** @param itemAttributes the attributes of the item element itself */
export function openItemMarks(itemAttributes: Attributes): ItemMarks {
  const fields = new Map<string, string[]>();
  const kinds: string[] = [];
  let parent = "";
  let currentField: { name: string; text: string; level: number } | undefined;
  let metaKey = "";
  let fieldCount = 0;

  function addField(name: string, text: string): void {
    if (++fieldCount > maxFields) return;
    const texts = fields.get(name);
    if (texts) texts.push(text);
    else fields.set(name, [text]);
  }
  for (const [name, value] of Object.entries(itemAttributes)) addField(name.toLowerCase(), value);

  return {
    open(name, attributes, level) {
      if (level === 1) parent = name;
      // The children of app:control (RFC 5023 section 13.1.1), custom fields and media groups are marks as well.
      if (level > 2 || (level === 2 && !/(?:control|postmeta|group|metadata)$/.test(parent))) return;
      const { value, type, state, relationship, scheme, term, content } = attributes;
      currentField = { name, level, text: value ?? state ?? (/security$|visibility$/.test(name) ? (type ?? "") : "") };
      if (name === "access:restriction" && relationship === "deny") addField("private", "yes");
      if (name.endsWith(":meta") && attributes.name === "robots") addField("robots", content ?? "");
      const kind = scheme?.endsWith("#kind") ? bloggerKind.exec(term ?? "")?.[1] : undefined;
      if (kind !== undefined) kinds.push(kind.toLowerCase());
    },
    text(piece) {
      if (!currentField || currentField.text.length >= maxFieldLength) return;
      currentField.text += (currentField.text === "" ? piece.trimStart() : piece).slice(0, maxFieldLength);
    },
    close(level) {
      if (!currentField || currentField.level !== level) return;
      const { name, text } = currentField;
      currentField = undefined;
      if (name === "wp:meta_key") metaKey = text;
      else if (name === "wp:meta_value") addField("wp:meta", metaRestriction(metaKey, text) ?? "");
      else if (name === "blogger:type") kinds.push(text.trim().toLowerCase());
      else addField(name, text);
    },
    title: () => (fields.get("title") ?? fields.get("atom:title"))?.[0]?.trim() ?? "",
    otherKind: () => kinds.find((kind) => kind !== "post" && kind !== ""),
    restriction: () => wordPressRestriction(fields) ?? otherRestriction(fields),
  };
}

type Fields = ReadonlyMap<string, readonly string[]>;

function wordPressRestriction(fields: Fields): string | undefined {
  for (const status of fields.get("wp:status") ?? []) {
    const restriction = statusRestriction(status);
    if (restriction !== undefined) return restriction;
  }
  if (fields.get("wp:post_password")?.some((password) => password.trim() !== "")) {
    return "it can be read with a password only";
  }
  const type = fields.get("wp:post_type")?.find((each) => internalType.test(each.trim()));
  if (type !== undefined) return `it is no post, but of the type ${type.trim()}`;
  return fields.get("wp:meta")?.find((restriction) => restriction !== "");
}

function otherRestriction(fields: Fields): string | undefined {
  const status = fields.get("blogger:status")?.find((each) => !/^\s*(?:live|scheduled)?\s*$/i.test(each));
  if (status !== undefined) return `its status is ${JSON.stringify(status.trim().slice(0, 40).toWellFormed())}`;
  for (const [name, texts] of fields) {
    const localName = name.replace(/^.*:/, "");
    const restriction = restrictionOfElement(localName, texts);
    if (restriction !== undefined)
      return `it says ${name.slice(0, 60).toWellFormed()}${restriction.slice(localName.length)}`;
  }
  return undefined;
}

/** Finds a restriction by the name of an element in any namespace. Ambiguous words do not count here. */
function restrictionOfElement(localName: string, texts: readonly string[]): string | undefined {
  if (/^(?:block|premium)$/.test(localName) && texts.some((text) => /^\s*(?:yes|true)\s*$/i.test(text))) {
    return `${localName}: yes`;
  }
  if (/^(?:publish-?)?(?:status|state)$/.test(localName)) {
    const state = texts.find((text) => restrictedState.test(text.trim().replace(/[_-]+/g, " ")));
    return state === undefined ? undefined : `${localName}: ${state.trim().toLowerCase()}`;
  }
  if (/^(?:access|accessrights|security|visibility)$/.test(localName)) {
    const state = texts.find((text) => isRestrictedState(text) && !/^\s*internal\s*$/i.test(text));
    return state === undefined ? undefined : `${localName}: ${state.trim().toLowerCase()}`;
  }
  if (
    !/^(?:is)?(?:draft|private|unlisted|hidden|noindex|password|members-?only|subscribers-?only|published|public)$|^(?:post_password|robots)$/.test(
      localName,
    )
  ) {
    return undefined;
  }
  return restrictionOf({
    [localName]: yesWhenEmptyNames.test(localName) ? texts.map((text) => text.trim() || "yes") : texts,
  });
}
