/** The counts of requests and subscribers. */
export const requests = `-- Who asked for what (audience.ts), by day, as YYYY-MM-DD in UTC.
   CREATE TABLE requests (
     day TEXT NOT NULL,
     channel TEXT NOT NULL,
     format TEXT NOT NULL,
     status INTEGER NOT NULL,
     coding TEXT NOT NULL,
     client TEXT NOT NULL,
     requests INTEGER NOT NULL,
     PRIMARY KEY (day, channel, format, status, coding, client)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE subscribers (
     day TEXT NOT NULL,
     channel TEXT NOT NULL,
     format TEXT NOT NULL,
     aggregator TEXT NOT NULL,
     subscribers INTEGER NOT NULL,
     PRIMARY KEY (day, channel, format, aggregator)
   ) STRICT, WITHOUT ROWID;`;

/** The batches of counts that were saved. */
export const audienceBatches = `-- The last batch of counts that each serving process sent, so that none is added twice.
   CREATE TABLE audience_batches (
     serving TEXT PRIMARY KEY, number INTEGER NOT NULL, day TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`;
