/** The queue of what goes out, the webhooks, and what was announced. */
export const outgoingQueue = `-- The queue of what goes out (jobs.ts): jobs, what they send, and lanes that are paused or had no room.
   CREATE TABLE messages (
     id TEXT PRIMARY KEY, type TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE jobs (
     number INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL,
     lane TEXT NOT NULL,
     host TEXT NOT NULL,
     message TEXT NOT NULL REFERENCES messages (id),
     created INTEGER NOT NULL,
     state TEXT NOT NULL DEFAULT 'waiting', -- or done, dead
     taken INTEGER NOT NULL DEFAULT 0, -- 1: a process works on it, and "due" is when its lease ends
     due INTEGER,
     attempts INTEGER NOT NULL DEFAULT 0,
     failures INTEGER NOT NULL DEFAULT 0, -- since it was replayed last
     finished INTEGER,
     -- The last attempt.
     attempted INTEGER, duration INTEGER, status INTEGER, error TEXT, answer TEXT,
     CHECK ((due IS NULL) = (state <> 'waiting'))
   ) STRICT;
   CREATE INDEX jobs_waiting ON jobs (lane, due, number) WHERE state = 'waiting';
   CREATE INDEX jobs_created ON jobs (created) WHERE state = 'waiting';
   CREATE INDEX jobs_taken ON jobs (number) WHERE taken = 1;
   CREATE INDEX jobs_lane ON jobs (lane, number);
   CREATE INDEX jobs_finished ON jobs (finished) WHERE finished IS NOT NULL;
   CREATE INDEX jobs_message ON jobs (message);
   CREATE TABLE job_lanes (
     lane TEXT PRIMARY KEY, resumes INTEGER, dropped INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;

   -- Webhooks as JSON (src/stores/webhooks.ts).
   CREATE TABLE webhooks (
     sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, disabled INTEGER NOT NULL, body TEXT NOT NULL
   ) STRICT;

   -- What others were told (announcements.ts): up to which checkpoint, of which articles, documents and failing sources.
   CREATE TABLE announced (only INTEGER PRIMARY KEY CHECK (only = 1), change INTEGER NOT NULL, now INTEGER NOT NULL) STRICT;
   CREATE TABLE announced_articles (
     article TEXT PRIMARY KEY, revision INTEGER NOT NULL, url TEXT, terms TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE announced_documents (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE announced_sources (url TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`;
