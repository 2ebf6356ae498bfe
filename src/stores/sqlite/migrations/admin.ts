/** The audit log. */
export const auditLog = `-- Who changed what (audit.ts). "token" is the id of a token, "before" and "after" are JSON. Entries never change.
   CREATE TABLE audit (
     entry INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, by TEXT NOT NULL, token TEXT, action TEXT NOT NULL,
     subject TEXT NOT NULL, before TEXT, after TEXT
   ) STRICT;
   CREATE INDEX audit_at ON audit (at);
   CREATE INDEX audit_subject ON audit (subject, entry);
   CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'entries of the audit log never change'); END;`;

/** The tokens of the admin API. */
export const tokens = `-- Tokens of the admin API (tokens.ts). "hash" is the SHA-256 of the text, "scopes" is JSON. A revoked token keeps its row.
   CREATE TABLE tokens (
     id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scopes TEXT NOT NULL,
     per_minute INTEGER NOT NULL, created INTEGER NOT NULL, expires INTEGER, used INTEGER, revoked INTEGER
   ) STRICT, WITHOUT ROWID;`;

/** The browser sessions of the dashboard. */
export const sessions = `-- Browser sessions (sessions.ts). "hash" and "token_hash" are the SHA-256 of texts that nobody can find out again.
   CREATE TABLE sessions (
     hash TEXT PRIMARY KEY, token_hash TEXT NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX sessions_token ON sessions (token_hash);`;
