/** The runs. */
export const runs = `CREATE TABLE runs (
     sequence INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     requested TEXT NOT NULL,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX runs_requested ON runs (requested, sequence);`;

/** The changes of terms, the channels of single values, and the archives. */
export const channels = `-- Which articles changed last: a number for each term, higher than all before when an article with it is written or
   -- removed. The term of every article has the highest.
   CREATE TABLE changes (term TEXT PRIMARY KEY, change INTEGER NOT NULL) STRICT, WITHOUT ROWID;

   -- Values of tags, authors and languages that have, or had, a channel of their own (channels.ts).
   CREATE TABLE channel_values (term TEXT PRIMARY KEY, value TEXT NOT NULL, slug TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;

   -- The archive documents of each channel, as JSON (src/channel/archives.ts).
   CREATE TABLE archives (channel TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

/** The months of permalink pages, by which sitemaps select them (src/channel/terms.ts). */
export const pageMonths = `INSERT INTO terms (term, published, article)
     SELECT 'page-month:' || strftime('%Y-%m', published / 1000.0, 'unixepoch'), published, article
     FROM terms WHERE term = 'permalinked';`;

/** Which single values have a channel now. */
export const shownChannels = `-- Whether a value has its channel now. One without keeps its slug, for when it has a channel again.
   ALTER TABLE channel_values ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;`;
