/** Thrown for an article that is left out on purpose, such as a draft. Nothing is wrong with it. `message`: the reason. */
export class Skip extends Error {
  override readonly name = "Skip";
}

/** An article that was left out on purpose. */
export type SkippedArticle = { where: string; reason: string };
