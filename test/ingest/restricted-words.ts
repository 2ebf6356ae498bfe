/** The text of a restricted article. */
export const body = "SECRET words that nobody may read, long enough to be an article by themselves. ".repeat(4);

/** The text of an article beside it that is for everybody. */
export const openBody = "OPEN words that everybody may read, long enough to be an article by themselves. ".repeat(4);
