import type { DatabaseSync } from "node:sqlite";
import { CourantError } from "../../errors.ts";
import { titleKey } from "../sql/listed.ts";
import { nameKey } from "../sql/names.ts";
import { auditLog, sessions, tokens } from "./migrations/admin.ts";
import { keptAnswers } from "./migrations/answers.ts";
import {
  articles,
  changeNumbers,
  dueModifications,
  earliestPublication,
  listedArticles,
  spelledNames,
} from "./migrations/articles.ts";
import { audienceBatches, readerCounts, requests } from "./migrations/audience.ts";
import { drafts } from "./migrations/drafts.ts";
import { erasures } from "./migrations/erasures.ts";
import { mediaFacts, mediaFiles, smallerPictures } from "./migrations/media.ts";
import { channels, pageMonths, runs, shownChannels } from "./migrations/publishing.ts";
import { outgoingQueue, purgedTargets, webSub } from "./migrations/push.ts";
import { sourceArticles, sourcePages, sources } from "./migrations/sources.ts";
import { privateSubscribers } from "./migrations/subscribers.ts";
import { transaction } from "./transaction.ts";

/**
 * Steps to today's schema, in the order in which they are taken. Append only: a step that was released never changes.
 * `PRAGMA user_version` counts them. The folder has a file for each subject.
 */
export const migrations: readonly string[] = [
  articles,
  runs,
  channels,
  requests,
  changeNumbers,
  earliestPublication,
  sources,
  sourcePages,
  mediaFacts,
  shownChannels,
  sourceArticles,
  audienceBatches,
  spelledNames,
  dueModifications,
  auditLog,
  drafts,
  tokens,
  outgoingQueue,
  listedArticles,
  mediaFiles,
  sessions,
  keptAnswers,
  readerCounts,
  smallerPictures,
  webSub,
  pageMonths,
  purgedTargets,
  privateSubscribers,
  erasures,
];

/**
 * Brings a database to today's schema, each step in a transaction of its own. A new database, which has nothing to lose,
 * takes them all in one and waits for the disk once.
 * @throws COLLECTION_UNREADABLE when a newer Courant wrote it
 */
export function migrate(database: DatabaseSync, file: string, steps = migrations): void {
  const version = versionOf(database);
  database.function("name_key", (name) => nameKey(String(name)));
  database.function("milliseconds", (date) => Date.parse(String(date)));
  database.function("title_key", (title) => titleKey(String(title ?? "")));
  if (version > steps.length) {
    throw new CourantError(
      "COLLECTION_UNREADABLE",
      `The collection ${file} was written by a newer Courant: its schema is version ${version}, and this Courant knows ` +
        `versions up to ${steps.length}. Install the newer Courant, or restore a backup from before (“courant restore FILE”).`,
    );
  }
  const toTake = steps.map((step, index) => ({ step, number: index + 1 })).slice(version);
  for (const together of version === 0 ? [toTake] : toTake.map((each) => [each])) {
    transaction(database, () => {
      for (const { step, number } of together) {
        // Another process may have taken it meanwhile.
        if (versionOf(database) >= number) continue;
        database.exec(step);
        database.exec(`PRAGMA user_version = ${number}`);
      }
    });
  }
}

/** Returns the number of steps that were taken on a database; 0 when it is empty or not a collection. */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.user_version);
}
