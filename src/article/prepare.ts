import type { Draft } from "./article.ts";

/**
 * A draft that has passed every check, and what it is known by beside its id and URL: `file:` and a file's name,
 * `headline:` and the headline, `content:` and a hash. Tried in that order when neither id nor URL finds an article.
 */
export type Prepared = { draft: Draft; names: readonly string[] };
