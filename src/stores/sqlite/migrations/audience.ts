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

/** The counts of each hour, and how readers poll. */
export const readerCounts = `-- The polls of channels by hour, as YYYY-MM-DDTHH in UTC. Old hours are removed when newer ones come.
   CREATE TABLE request_hours (
     hour TEXT NOT NULL,
     channel TEXT NOT NULL,
     requests INTEGER NOT NULL,
     unmodified INTEGER NOT NULL,
     PRIMARY KEY (hour, channel)
   ) STRICT, WITHOUT ROWID;
   -- How the clients of a product poll, by day; src/serve/reader-counts.ts says what each number counts.
   CREATE TABLE readers (
     day TEXT NOT NULL,
     product TEXT NOT NULL,
     client TEXT NOT NULL,
     polls INTEGER NOT NULL,
     unmodified INTEGER NOT NULL,
     repeats INTEGER NOT NULL,
     conditional INTEGER NOT NULL,
     early INTEGER NOT NULL,
     intervalSeconds INTEGER NOT NULL,
     maxAgeSeconds INTEGER NOT NULL,
     madeUp INTEGER NOT NULL,
     refused INTEGER NOT NULL,
     refusedAgain INTEGER NOT NULL,
     gone INTEGER NOT NULL,
     goneAgain INTEGER NOT NULL,
     PRIMARY KEY (day, product, client)
   ) STRICT, WITHOUT ROWID;`;
