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

/** WebSub: who subscribed to documents, and what hubs elsewhere were told. */
export const webSub = `-- Jobs that are alone in their lanes have an index of their own, so that many lanes cost nothing.
   ALTER TABLE jobs ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;
   DROP INDEX jobs_waiting;
   CREATE INDEX jobs_waiting ON jobs (lane, due, number) WHERE state = 'waiting' AND alone = 0;
   CREATE INDEX jobs_alone ON jobs (due, number, lane, host) WHERE state = 'waiting' AND alone = 1;
   CREATE INDEX jobs_alone_lane ON jobs (lane) WHERE state = 'waiting' AND alone = 1;

   -- Subscriptions at the own hub (src/stores/subscriptions.ts). "told" and "sent" are hashes of the document: the state
   -- that a job was added for, and the state that the subscriber received last.
   CREATE TABLE subscriptions (
     id TEXT PRIMARY KEY, path TEXT NOT NULL, topic TEXT NOT NULL, callback TEXT NOT NULL, host TEXT NOT NULL, secret TEXT,
     created INTEGER NOT NULL, expires INTEGER NOT NULL, told TEXT NOT NULL, sent TEXT NOT NULL, delivered INTEGER,
     failures INTEGER NOT NULL DEFAULT 0, failing_since INTEGER, error TEXT
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX subscriptions_path ON subscriptions (path, told);
   CREATE INDEX subscriptions_host ON subscriptions (host);
   CREATE INDEX subscriptions_expires ON subscriptions (expires);
   CREATE INDEX subscriptions_failing ON subscriptions (failing_since) WHERE failures > 0;

   -- Hubs elsewhere: the state of each document that they were told of, and what is known of each hub, as JSON.
   CREATE TABLE hub_topics (hub TEXT, path TEXT, told TEXT NOT NULL, PRIMARY KEY (hub, path)) STRICT, WITHOUT ROWID;
   CREATE TABLE hubs (url TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

/** Caches that are told what changed, as JSON (src/stores/purges.ts). */
export const purgedTargets = `
   CREATE TABLE purge_targets (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;`;
