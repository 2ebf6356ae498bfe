/** Thrown where an article is meant to be left out, such as a draft: nothing is wrong with it. `message`: why. */
export class Skip extends Error {
  override readonly name = "Skip";
}

/** What was left out on purpose. */
export type SkippedArticle = { where: string; reason: string };
