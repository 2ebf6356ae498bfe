import type { Draft } from "../article/article.ts";
import { exclusiveSelections } from "../channel/access.ts";
import { createExclusiveRules, type ExclusiveRules } from "../channel/exclusive-rules.ts";
import { isWithheld, termsOf } from "../channel/terms.ts";
import type { Config } from "../config/schema.ts";
import { invalid, type Properties } from "./request.ts";

/** The readers of a post (https://indieweb.org/Micropub-extensions#Visibility). Unlisted posts do not exist here. */
export type Visibility = "public" | "private";

/** Tells who may read posts: a post is private if an exclusive channel selects it, and for no other reason. */
export type VisibilityReader = {
  /** The values that a post may ask for. */
  known(): Visibility[];
  of(article: Draft): Promise<Visibility>;
};

/** @param channels returns the channels in the configuration that is in force */
export function createVisibilityReader(channels: () => Config["channels"]): VisibilityReader {
  let last: { channels: Config["channels"]; rules: Promise<ExclusiveRules> } | undefined;
  function readRules(): Promise<ExclusiveRules> {
    const present = channels();
    if (last?.channels !== present) last = { channels: present, rules: createExclusiveRules(present) };
    return last.rules;
  }
  return {
    known: () => (exclusiveSelections(channels()).length === 0 ? ["public"] : ["public", "private"]),

    async of(article) {
      const { selections, searchTermsOf } = await readRules();
      const terms = [...termsOf(article), ...searchTermsOf(article)];
      return isWithheld(terms, selections) ? "private" : "public";
    },
  };
}

/**
 * Checks that a post has the visibility that it asks for.
 * @throws REQUEST_INVALID for one that it cannot have
 */
export async function checkVisibility(properties: Properties, article: Draft, reader: VisibilityReader): Promise<void> {
  const [wanted] = properties.visibility ?? [];
  if (wanted === undefined || wanted === "") return;
  if (wanted !== "public" && wanted !== "private") {
    throw invalid(
      `“visibility” is ${JSON.stringify(wanted)?.slice(0, 100)}. Courant knows public and private: every public post stands in feeds.`,
    );
  }
  if ((await reader.of(article)) === wanted) return;
  throw invalid(
    wanted === "private"
      ? 'No private channel selects this post, so it would be public. Give it a category of a private channel, or send "post-status": ["draft"].'
      : "A private channel selects this post, so it would not be public. Give it other categories, or send the visibility private.",
  );
}
