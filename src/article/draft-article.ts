import { CourantError, excerpt } from "../errors.ts";
import type { Draft } from "./article.ts";
import { utcDate } from "./date.ts";
import type { DraftArticle } from "./draft-schema.ts";
import { dateReader } from "./fields.ts";
import { isMembers, isPresent, type Members } from "./members.ts";

export type { DraftArticle } from "./draft-schema.ts";

/** Tells whether something that the admin API shows is a draft. */
export function isDraft(shown: { _courant: object }): shown is DraftArticle {
  return "draft" in shown._courant;
}

/** An article in a request without the members of `_courant` that only drafts have, and their meaning. */
export type DraftMark = {
  article: unknown;
  isDraft: boolean;
  /** When the draft is to be published by itself, milliseconds since 1970. */
  publishAt: number | undefined;
};

/**
 * Reads `_courant.draft` and `_courant.publish_at` from an article in a request. The members that Courant writes itself
 * are left out, so that a draft can be read, edited and sent back whole. A `draft` that is neither true nor false stays.
 * @throws ARTICLE_INVALID for a `publish_at` that is no date
 */
export function readDraftMark(article: unknown): DraftMark {
  if (!isMembers(article) || !isMembers(article._courant)) return { article, isDraft: false, publishAt: undefined };
  const { publish_at, saved_at, saved_by, publish_error, ...courant } = article._courant;
  const isMarked = courant.draft === true;
  if (isMarked || courant.draft === false) delete courant.draft;
  return { article: { ...article, _courant: courant }, isDraft: isMarked, publishAt: readMoment(publish_at) };
}

/** Returns a state of an article or a draft as an input would give it, without the members that Courant writes itself. */
export function toInput({ _courant, ...article }: Draft | DraftArticle): Draft {
  const { draft, revision, saved_at, saved_by, publish_at, publish_error, ...courant }: Members = { ..._courant };
  return Object.keys(courant).length === 0 ? article : { ...article, _courant: courant };
}

function readMoment(value: unknown): number | undefined {
  if (!isPresent(value)) return undefined;
  const date = typeof value === "string" ? utcDate(value) : undefined;
  if (date !== undefined) return Date.parse(date);
  const found = excerpt(JSON.stringify(value));
  throw new CourantError("ARTICLE_INVALID", `/_courant/publish_at: found ${found}, expected ${dateReader.expected}.`);
}
