import type { Config } from "../config/schema.ts";

/** A channel that was moved so often is found no more. */
const maxMoves = 20;

/** Returns the slug that a channel has now. @param slug a slug that it has or had */
export function presentSlug(slug: string, moved: Config["moved"], movesLeft = maxMoves): string {
  const next = Object.hasOwn(moved, slug) ? moved[slug] : undefined;
  return next === undefined || movesLeft === 0 ? slug : presentSlug(next, moved, movesLeft - 1);
}

/** Returns the slugs that a channel has and had. @param slug its present slug */
export function slugsOfChannel(slug: string, moved: Config["moved"]): string[] {
  return [slug, ...Object.keys(moved).filter((former) => presentSlug(former, moved) === slug)];
}
