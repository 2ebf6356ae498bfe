import { access } from "node:fs/promises";
import type { Environment } from "../../config/environment.ts";
import { describeMisspelling } from "../../config/misspelt.ts";
import { CourantError } from "../../errors.ts";
import { openFeedsDir } from "../../published/files.ts";
import type { Output } from "../process/output.ts";
import { isRestoring } from "../restore/swap.ts";
import { collectionFile } from "./collection-file.ts";

/** How a command that would begin a new collection gets leave to do so. */
export type NewCollectionConsent = {
  output: Pick<Output, "error" | "confirm">;
  /** Whether `--yes` is given. */
  isGiven: boolean;
  /** Whether the command may begin one without a terminal to ask on: the first import is how a collection begins. */
  isFirstStep?: boolean;
};

/**
 * Makes sure that a command begins a new collection only if somebody wants one: a misspelt DATA_DIR names a folder without
 * a collection as well, and the next run would withdraw what was published from the real one. On a terminal it asks.
 * @throws COLLECTION_MISSING, before anything is written
 */
export async function consentToCollection(
  environment: Environment,
  consent: NewCollectionConsent | undefined,
): Promise<void> {
  const { databaseUrl, dataDir, feedsDir, misspellings } = environment;
  // A database is made by somebody who wants a collection in it.
  if (databaseUrl !== undefined) return;
  const file = collectionFile(dataDir);
  if ((await exists(file)) || (await isRestoring(file))) return;
  const isPublished = (await openFeedsDir(feedsDir).load()).snapshot.documents.size > 0;
  const consequence = isPublished ? ` ${feedsDir} holds documents of another collection: a new one replaces them.` : "";
  const hints = misspellings.map((misspelling) => ` ${describeMisspelling(misspelling)}`).join("");
  const situation = `There is no collection in ${dataDir} yet.${consequence}${hints}`;
  if (consent && (await isGranted(consent, situation, isPublished))) {
    consent.output.error(`A new collection begins in ${dataDir}.${hints}`);
    return;
  }
  const advice = consent ? ", or begin a new one with --yes" : "";
  throw new CourantError(
    "COLLECTION_MISSING",
    `${situation} Set DATA_DIR to the folder of the collection${advice}. Nothing was changed.`,
  );
}

async function isGranted(
  { output, isGiven, isFirstStep = false }: NewCollectionConsent,
  situation: string,
  isPublished: boolean,
): Promise<boolean> {
  if (isGiven) return true;
  return output.confirm ? output.confirm(`${situation} Begin a new one there?`) : isFirstStep && !isPublished;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
