/** The state of each source. */
export const sources = `-- What is known of each source between two polls (src/sources/state.ts), as JSON.
   CREATE TABLE sources (url TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

/** The pages of sitemaps. */
export const sourcePages = `-- The pages that the sitemaps of a source list. Times are milliseconds since 1970; "failures" are in a row.
   CREATE TABLE source_pages (
     source TEXT, url TEXT, kind TEXT NOT NULL, modified INTEGER, due INTEGER NOT NULL, asked INTEGER NOT NULL DEFAULT 0,
     failures INTEGER NOT NULL DEFAULT 0, etag TEXT, last_modified TEXT, PRIMARY KEY (source, url)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX source_pages_due ON source_pages (source, kind DESC, modified DESC) WHERE due = 1;`;

/** The articles of sources. */
export const sourceArticles = `-- The articles of sources (source-articles.ts), each with the revision that its source wrote or agreed with last.
   CREATE TABLE source_articles (
     article TEXT PRIMARY KEY REFERENCES articles (id), source TEXT NOT NULL, published INTEGER NOT NULL,
     revision INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX source_articles_newest ON source_articles (source, published DESC, article);`;
