import { randomBytes } from "node:crypto";
import { type AdminToken, loadToken } from "../../../admin/admin-token.ts";
import { createProcessMetrics } from "../../../admin/publishing-metrics.ts";
import type { Config } from "../../../config/schema.ts";
import { findWarnings } from "../../../config/warnings.ts";
import { CourantError, messageOf } from "../../../errors.ts";
import { openFeedsDir } from "../../../published/files.ts";
import { buildRefusingApp } from "../../../publishing-parts.ts";
import { createLog } from "../../process/log.ts";
import { dataDirInUse, lockDataDir } from "../../workspace/lock.ts";
import { readServiceAddress } from "../../workspace/service-address.ts";
import { listenForAdmin } from "./admin-address.ts";
import { createCredentials } from "./credentials.ts";
import type { PublishingDeps } from "./plane.ts";
import { printFirstLines } from "./ready.ts";

const remainingService = "Courant serves the last published documents and imports nothing.";

/** The faults with which a service serves on: what /readyz says of each, and its message to admins. */
const faults = {
  collection: {
    error: "It cannot be read.",
    explain: (message: string) =>
      `${message} Until then, ${remainingService} Stop the service before you restore, and start it again afterwards.`,
  },
  configuration: {
    error: "It has mistakes.",
    explain: (message: string) =>
      `The configuration has mistakes:\n${message}\nUntil you correct them and start the service again, ${remainingService}`,
  },
};

/**
 * Publishes nothing, and says why to everybody who calls the admin API. The service falls back to this while its
 * collection cannot be read, or its configuration has mistakes: what was published is served all the same, so that
 * subscribers notice nothing while an operator restores a backup or corrects the configuration.
 * @param config if it has mistakes, the one that was published with last
 * @throws `cause` if FEEDS_DIR holds nothing
 */
export async function startRefusing(
  config: Config,
  what: keyof typeof faults,
  cause: CourantError,
  { clock, link, serving, print, resources }: PublishingDeps,
): Promise<void> {
  const { environment, site } = config;
  const { dataDir, logLevel } = environment;
  const { snapshot, problems } = await openFeedsDir(environment.feedsDir).load();
  if (snapshot.documents.size === 0) throw cause;
  const { error, explain } = faults[what];
  const refusal = new CourantError(cause.code, explain(cause.message));
  const lock = lockDataDir(dataDir);
  if (!lock) throw dataDirInUse(dataDir, await readServiceAddress(dataDir));
  resources.addResource("the data directory", lock.release);
  const token = await loadToken(environment).catch(createUnknownToken);
  const log = createLog();
  const metrics = createProcessMetrics("publishing");
  resources.addResource("the metrics", metrics.stop);
  const { tell, ...credentials } = createCredentials({ adminToken: token, tokens: undefined, clock, link });
  const tokenHint = () => `${token.hint} Until Courant publishes again, no other token is valid.`;
  const auth = { ...credentials, tokenHint, log, clock };
  const app = await buildRefusingApp(
    config,
    { clock, auth, metrics: [metrics.registry], isBehindServing: link !== undefined, log },
    refusal,
  );
  const address = listenForAdmin(app, environment, { serving, resources });
  const url = await address.open();
  const lines = [
    `${site.title} is served at ${environment.baseUrl}/ in its last published state: ${refusal.message}`,
    `Admin token: ${token.place}`,
  ];
  const failure = { what, error, since: new Date(clock.now()).toISOString() };
  link?.send({ kind: "health", health: { openFailures: [failure], failingSources: 0, failedImports: 0 } });
  await tell();
  await printFirstLines(lines, { url, token }, { link, print });
  log.level = logLevel;
  for (const warning of findWarnings(config)) log.warn(warning);
  log.error({ code: refusal.code }, refusal.message);
  for (const problem of [...problems, ...address.problems()]) log.warn(problem);
}

/** When no token can be loaded, a random one that nobody knows keeps the admin API closed. */
function createUnknownToken(error: unknown): AdminToken {
  const value = randomBytes(32).toString("base64url");
  return {
    value,
    read: async () => value,
    place: `none. ${messageOf(error)}`,
    hint: "This service has no token: its log says why.",
  };
}
