/** The readers of private channels. */
export const privateSubscribers = `-- Readers of private channels (src/stores/subscribers.ts). "used_…" and "spread_…" are a day and a number of networks.
   CREATE TABLE private_subscribers (
     id TEXT PRIMARY KEY, channel TEXT NOT NULL, name TEXT NOT NULL, selector TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
     rotated INTEGER, revoked INTEGER, used_day TEXT, used_networks INTEGER, spread_day TEXT, spread_networks INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX private_subscribers_created ON private_subscribers (created, id);
   CREATE INDEX private_subscribers_channel ON private_subscribers (channel, created, id);

   -- The addresses that they have and had. "hash" is the SHA-256 of the secret. A row stays for good, so that an address that
   -- has ended is never valid again; "subscriber" is null once the subscriber was purged.
   CREATE TABLE private_credentials (
     selector TEXT PRIMARY KEY, hash TEXT NOT NULL, channel TEXT NOT NULL, subscriber TEXT, ended INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX private_credentials_subscriber ON private_credentials (subscriber);`;
