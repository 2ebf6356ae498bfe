import { isRestrictedState, restrictionOf } from "../article/restriction.ts";
import { metaRestriction, statusRestriction } from "./wxr-restriction.ts";

/*
 * The marks in an item of RSS, an entry of Atom or a post of WordPress that say it is not meant for everybody, as its elements
 * go by. Names come with the prefixes of xml-names.ts.
 */

type Attributes = Readonly<Record<string, string>>;

/** Characters of one field, without the blanks before it; a mark is short. */
const maxFieldLength = 300;

/** Fields of one item that are looked at; no honest item has as many. */
const maxFields = 2_000;

/** Elements that mean yes where they are empty, as in `<private/>`. */
const yesWhenEmpty = /^(?:is)?(?:draft|private|unlisted|hidden|noindex|members-?only|subscribers-?only)$/;

/** Words for a state that elements of any namespace may have; other words have other meanings elsewhere. */
const draftState = /^(?:auto |soft )?(?:draft|private|unlisted|hidden|trash(?:ed)?|deleted|unpublished)$/i;

/** What WordPress keeps beside posts; a plugin's own types, such as podcast, may be posts. */
const internalType =
  /^(?:page|revision|attachment|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+)$/;

const bloggerKind = /^https?:\/\/schemas\.google\.com\/blogger\/2008\/kind#(\w{1,40})$/;

export type ItemMarks = {
  /** @param level 1 for a child of the item, 2 for a child of that */
  open(name: string, attributes: Attributes, level: number): void;
  text(piece: string): void;
  close(level: number): void;
  title(): string;
  /** What Blogger calls the item, if not a post, such as `comment` or `settings`. */
  otherKind(): string | undefined;
  /** Why the item is not meant for everybody, in words that stand after “is left out:”; undefined for one that is. */
  restriction(): string | undefined;
};

/** @param own the attributes of the item itself */
export function openItemMarks(own: Attributes): ItemMarks {
  const fields = new Map<string, string[]>();
  const kinds: string[] = [];
  let parent = "";
  let field: { name: string; text: string; level: number } | undefined;
  let metaKey = "";
  let size = 0;

  function note(name: string, text: string): void {
    if (++size > maxFields) return;
    const texts = fields.get(name);
    if (texts) texts.push(text);
    else fields.set(name, [text]);
  }
  for (const [name, value] of Object.entries(own)) note(name.toLowerCase(), value);

  return {
    open(name, attributes, level) {
      if (level === 1) parent = name;
      // Children of app:control (RFC 5023 section 13.1.1), of a custom field and of a group of media are marks, too.
      if (level > 2 || (level === 2 && !/(?:control|postmeta|group|metadata)$/.test(parent))) return;
      const { value, type, state, relationship, scheme, term, content } = attributes;
      field = { name, level, text: value ?? state ?? (/security$|visibility$/.test(name) ? (type ?? "") : "") };
      if (name === "access:restriction" && relationship === "deny") note("private", "yes");
      if (name.endsWith(":meta") && attributes.name === "robots") note("robots", content ?? "");
      const kind = scheme?.endsWith("#kind") ? bloggerKind.exec(term ?? "")?.[1] : undefined;
      if (kind !== undefined) kinds.push(kind.toLowerCase());
    },
    text(piece) {
      if (!field || field.text.length >= maxFieldLength) return;
      field.text += (field.text === "" ? piece.trimStart() : piece).slice(0, maxFieldLength);
    },
    close(level) {
      if (!field || field.level !== level) return;
      const { name, text } = field;
      field = undefined;
      if (name === "wp:meta_key") metaKey = text;
      else if (name === "wp:meta_value") note("wp:meta", metaRestriction(metaKey, text) ?? "");
      else if (name === "blogger:type") kinds.push(text.trim().toLowerCase());
      else note(name, text);
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
    const local = name.replace(/^.*:/, "");
    const restriction = restrictionOfElement(local, texts);
    if (restriction !== undefined)
      return `it says ${name.slice(0, 60).toWellFormed()}${restriction.slice(local.length)}`;
  }
  return undefined;
}

/** A restriction by an element of any namespace; words that mean something else in other places do not count here. */
function restrictionOfElement(local: string, texts: readonly string[]): string | undefined {
  if (/^(?:block|premium)$/.test(local) && texts.some((text) => /^\s*(?:yes|true)\s*$/i.test(text))) {
    return `${local}: yes`;
  }
  if (/^(?:publish-?)?(?:status|state)$/.test(local)) {
    const state = texts.find((text) => draftState.test(text.trim().replace(/[_-]+/g, " ")));
    return state === undefined ? undefined : `${local}: ${state.trim().toLowerCase()}`;
  }
  if (/^(?:access|accessrights|security|visibility)$/.test(local)) {
    const state = texts.find((text) => isRestrictedState(text) && !/^\s*internal\s*$/i.test(text));
    return state === undefined ? undefined : `${local}: ${state.trim().toLowerCase()}`;
  }
  if (
    !/^(?:is)?(?:draft|private|unlisted|hidden|noindex|password|members-?only|subscribers-?only|published|public)$|^(?:post_password|robots)$/.test(
      local,
    )
  ) {
    return undefined;
  }
  return restrictionOf({ [local]: yesWhenEmpty.test(local) ? texts.map((text) => text.trim() || "yes") : texts });
}
