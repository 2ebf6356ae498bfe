import { randomBytes } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import { pino } from "pino";
import { loadToken, type Token } from "../admin/token.ts";
import { buildPublicApp } from "../app.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/schema.ts";
import { warningsOf } from "../config/warnings.ts";
import { CourantError, messageOf } from "../errors.ts";
import { openFeedsDir } from "../published/files.ts";
import { shareReads } from "../published/shared-reads.ts";
import { createAudience } from "../serve/audience.ts";
import { bind, drain, listen, localUrl } from "./listen.ts";
import { lockDataDir, readServiceAddress, removeServiceAddress, writeServiceAddress } from "./lock.ts";
import type { Opened } from "./opened.ts";
import { inUse } from "./workspace.ts";

/**
 * Serves what FEEDS_DIR holds and changes nothing there: the service while its collection cannot be read.
 * @param unreadable what is wrong with the collection: told to the log, and to whoever calls the admin API
 * @param opened is told what the caller is to close, whatever happens afterwards
 * @throws what is wrong, when FEEDS_DIR holds nothing
 */
export async function servePublished(
  config: Config,
  clock: Clock,
  print: (line: string) => void,
  unreadable: CourantError,
  opened: Opened,
): Promise<void> {
  const { environment, site } = config;
  const { dataDir, adminToken, logLevel } = environment;
  const files = openFeedsDir(environment.feedsDir);
  const { snapshot, broken, problems } = await files.load();
  if (snapshot.documents.size === 0) throw unreadable;
  const refusal = new CourantError(
    unreadable.code,
    `${unreadable.message} Until then the documents that were published last are served, and nothing is taken in. ` +
      "Stop the service before you restore, and start it again afterwards.",
  );
  const lock = lockDataDir(dataDir);
  if (!lock) throw inUse(dataDir, await readServiceAddress(dataDir));
  opened.used("the data directory", lock.release);
  await bind(environment);
  const token = await loadToken(dataDir, adminToken).catch(unknownToken);
  const log: FastifyBaseLogger = pino({ level: "silent" }, process.stderr);
  const failed = { what: "collection", error: "It cannot be read.", since: new Date(clock.now()).toISOString() };
  const publisher = {
    ...{ snapshot: () => snapshot, read: shareReads(files.read), openFailures: () => [failed], onFinished() {} },
    isLost: (path: string) => broken.has(path) && !snapshot.documents.has(path),
  };
  const auth = { token: token.value, tokenPlace: token.hint, log };
  const app = await buildPublicApp(
    config,
    { publisher, audience: createAudience(), clock, nextRun: () => undefined, auth, log },
    refusal,
  );
  opened.working("answers", () => drain(app));
  await listen(app, environment);
  const hidden = await writeServiceAddress(dataDir, { pid: process.pid, url: localUrl(environment) });
  opened.working("service.json", () => removeServiceAddress(dataDir));

  print(`${site.title} is served at ${environment.baseUrl}/, as it was published last: ${refusal.message}`);
  print(`Admin token: ${token.place}`);
  log.level = logLevel;
  for (const warning of warningsOf(config)) log.warn(warning);
  log.error({ code: refusal.code }, refusal.message);
  for (const problem of [...problems, ...(hidden ? [hidden] : [])]) log.warn(problem);
}

/** Where none can be made there is one that nobody knows. */
function unknownToken(why: unknown): Token {
  const value = randomBytes(32).toString("base64url");
  return { value, place: `none. ${messageOf(why)}`, hint: "This service has no token: its log says why." };
}
