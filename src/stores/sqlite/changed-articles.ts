/**
 * The condition of articles that changed after the state of the index. It must be read from the index of changes, and in its
 * order: a sort of all that changed, for each batch, takes seconds with a large collection.
 */
export const isChanged = "(articles.change, articles.rowid) > (SELECT change, article FROM main.state)";

/** The articles that changed after the state of the index, in the order of their changes. */
export const changedArticles = `
  SELECT articles.rowid AS position, articles.change, articles.id, listed.number, articles.body
  FROM collection.articles LEFT JOIN collection.listed ON listed.article = articles.id
  WHERE ${isChanged} ORDER BY articles.change, articles.rowid LIMIT :limit`;
