/** The articles, the terms by which channels select them, and the names by which they are recognised. */
export const articles = `CREATE TABLE articles (
     id TEXT PRIMARY KEY,
     revision INTEGER NOT NULL,
     published INTEGER NOT NULL, -- milliseconds since 1970, like every time here
     expires INTEGER,
     permalink INTEGER NOT NULL, -- 0: it never had a permalink page, 1: it has one now, 2: it had one once
     deleted INTEGER, -- when; the body is gone then, and the row keeps the article from coming back
     body TEXT, -- the article as JSON; last, so that reading the columns before it does not read it
     CHECK ((body IS NULL) = (deleted IS NOT NULL))
   ) STRICT;
   CREATE INDEX articles_expires ON articles (expires) WHERE expires IS NOT NULL;
   CREATE INDEX articles_former ON articles (id) WHERE permalink = 2;
   CREATE INDEX articles_deleted ON articles (deleted) WHERE deleted IS NOT NULL;

   -- What articles are selected by (src/channel/terms.ts). The order of the key is the order of feeds.
   CREATE TABLE terms (
     term TEXT NOT NULL,
     published INTEGER NOT NULL,
     article TEXT NOT NULL REFERENCES articles (id),
     PRIMARY KEY (term, published DESC, article)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX terms_article ON terms (article);

   -- What articles are recognised by (identity.ts): given ids, URLs now or before, files, headlines, hashes.
   CREATE TABLE names (
     name TEXT PRIMARY KEY,
     article TEXT NOT NULL REFERENCES articles (id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX names_article ON names (article);`;

/** The number of the change that wrote each article. */
export const changeNumbers = `-- The number of the change that wrote an article last, for those who ask what changed since.
   ALTER TABLE articles ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX articles_pages ON articles (change) WHERE permalink > 0;
   CREATE INDEX changes_change ON changes (change);`;

/** The earliest time at which each article was published. */
export const earliestPublication = `-- The earliest that an article was ever published at: where it may have stood in archives.
   ALTER TABLE articles ADD COLUMN earliest INTEGER NOT NULL DEFAULT 0;
   UPDATE articles SET earliest = published;
   CREATE INDEX articles_change ON articles (change);`;

/** Names for all spellings of an address. */
export const spelledNames = `-- Several articles can have one link, and all spellings of an address are one name (names.ts). "input:" and an input:
   -- it gave the article an id.
   CREATE TABLE spelled_names (
     name TEXT, article TEXT REFERENCES articles (id), PRIMARY KEY (name, article)
   ) STRICT, WITHOUT ROWID;
   INSERT OR IGNORE INTO spelled_names SELECT name_key(name), article FROM names;
   INSERT OR IGNORE INTO spelled_names SELECT name_key('id:' || id), id FROM articles WHERE id LIKE 'http%://%';
   DROP TABLE names;
   ALTER TABLE spelled_names RENAME TO names;
   CREATE INDEX names_article ON names (article);`;

/** Modifications that are ahead of their time. */
export const dueModifications = `-- When date_modified comes, if it was ahead of the article's last write, and what documents say until then.
   ALTER TABLE articles ADD COLUMN modified_due INTEGER;
   ALTER TABLE articles ADD COLUMN modified_shown INTEGER;
   UPDATE articles SET modified_due = milliseconds(body ->> 'date_modified'), modified_shown = published
     WHERE body IS NOT NULL AND milliseconds(body ->> 'date_modified') > published;
   CREATE INDEX articles_modified ON articles (modified_due) WHERE modified_due IS NOT NULL;`;

/** The values by which lists of articles are sorted and filtered. */
export const listedArticles = `-- What lists of articles are sorted and filtered by (listed.ts). Numbers are in the order of publication, and name the
   -- articles in the index of words, which is a file of its own (search-index.ts) and belongs to the collection with this id.
   CREATE TABLE listed (
     number INTEGER PRIMARY KEY, article TEXT NOT NULL UNIQUE REFERENCES articles (id), published INTEGER NOT NULL,
     modified INTEGER NOT NULL, title TEXT NOT NULL, source TEXT, expires INTEGER
   ) STRICT;
   INSERT INTO listed
     SELECT max(min(published, 4398046511103), -4398046511103) * 1048576
         + row_number() OVER (PARTITION BY max(min(published, 4398046511103), -4398046511103) ORDER BY id DESC) - 1,
       id, published, milliseconds(body ->> 'date_modified'), title_key(body ->> 'title'), body ->> '$._courant.source', expires
     FROM articles WHERE body IS NOT NULL;
   CREATE INDEX listed_modified ON listed (modified);
   CREATE INDEX listed_title ON listed (title);
   CREATE INDEX listed_source ON listed (source) WHERE source IS NOT NULL;
   CREATE INDEX listed_expires ON listed (expires) WHERE expires IS NOT NULL;
   CREATE TABLE collection (id TEXT NOT NULL) STRICT;
   INSERT INTO collection VALUES (lower(hex(randomblob(16))));`;
