import { randomBytes } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { loadToken, type Token } from "../../admin/token.ts";
import { buildPublicApp } from "../../app.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { findWarnings } from "../../config/warnings.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { openFeedsDir } from "../../published/files.ts";
import { shareReads } from "../../published/shared-reads.ts";
import { createAudience } from "../../serve/audience.ts";
import { dataDirInUse, lockDataDir } from "../workspace/lock.ts";
import { readServiceAddress, removeServiceAddress, writeServiceAddress } from "../workspace/service-address.ts";
import { checkAddress, drainRequests, listen, localUrl } from "./listen.ts";
import type { Resources } from "./resources.ts";

/**
 * Serves what FEEDS_DIR holds and changes nothing there. The service falls back to this while its collection cannot be
 * read, so that subscribers notice nothing while an operator restores a backup.
 * @param unreadable why the collection cannot be read; the log says it, and so does every answer of the admin API
 * @param resources receives everything that is opened, also if the start fails later: the caller closes it
 * @throws `unreadable` if FEEDS_DIR holds nothing
 */
export async function servePublished(
  config: Config,
  clock: Clock,
  print: (line: string) => void,
  unreadable: CourantError,
  resources: Resources,
): Promise<void> {
  const { environment, site } = config;
  const { dataDir, adminToken, logLevel } = environment;
  const files = openFeedsDir(environment.feedsDir);
  const { snapshot, broken, problems } = await files.load();
  if (snapshot.documents.size === 0) throw unreadable;
  const refusal = new CourantError(
    unreadable.code,
    `${unreadable.message} Until then, Courant serves the documents that were published last, and imports nothing. ` +
      "Stop the service before you restore, and start it again afterwards.",
  );
  const lock = lockDataDir(dataDir);
  if (!lock) throw dataDirInUse(dataDir, await readServiceAddress(dataDir));
  resources.addResource("the data directory", lock.release);
  await checkAddress(environment);
  const token = await loadToken(dataDir, adminToken).catch(createUnknownToken);
  const log: FastifyBaseLogger = pino({ level: "silent" }, process.stderr);
  const failure = { what: "collection", error: "It cannot be read.", since: new Date(clock.now()).toISOString() };
  const publisher = {
    snapshot: () => snapshot,
    read: shareReads(files.read),
    openFailures: () => [failure],
    onFinished() {},
    isLost: (path: string) => broken.has(path) && !snapshot.documents.has(path),
  };
  const auth = { token: token.value, tokenHint: token.hint, log };
  const app = await buildPublicApp(
    config,
    { publisher, audience: createAudience(), clock, nextRun: () => undefined, auth, log },
    refusal,
  );
  resources.addWorker("answers", () => drainRequests(app));
  await listen(app, environment);
  const addressProblem = await writeServiceAddress(dataDir, { pid: process.pid, url: localUrl(environment) });
  resources.addWorker("service.json", () => removeServiceAddress(dataDir));

  print(`${site.title} is served at ${environment.baseUrl}/, as it was published last: ${refusal.message}`);
  print(`Admin token: ${token.place}`);
  log.level = logLevel;
  for (const warning of findWarnings(config)) log.warn(warning);
  log.error({ code: refusal.code }, refusal.message);
  for (const problem of [...problems, ...(addressProblem ? [addressProblem] : [])]) log.warn(problem);
}

/** When no token can be loaded, a random one that nobody knows keeps the admin API closed. */
function createUnknownToken(error: unknown): Token {
  const value = randomBytes(32).toString("base64url");
  return { value, place: `none. ${messageOf(error)}`, hint: "This service has no token: its log says why." };
}
