/** The answers to requests with an Idempotency-Key. */
export const keptAnswers = `-- Answers that a repeated request gets again (answers.ts). "target" and "content" are the SHA-256 of the request's
   -- address and of its body, "length" is how long that body was; "headers" is JSON. "omitted" says why there is no body.
   CREATE TABLE kept_answers (
     number INTEGER PRIMARY KEY,
     token TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL,
     target TEXT NOT NULL, content TEXT NOT NULL, length INTEGER NOT NULL,
     status INTEGER NOT NULL, headers TEXT NOT NULL, body BLOB, omitted TEXT,
     bytes INTEGER NOT NULL, -- of the body
     UNIQUE (token, key), CHECK ((body IS NULL) = (omitted IS NOT NULL))
   ) STRICT;
   CREATE INDEX kept_answers_bytes ON kept_answers (number, bytes);
   CREATE INDEX kept_answers_at ON kept_answers (at);`;
