import { readFile } from "node:fs/promises";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { startIngestThreads } from "../../ingest-queue/threads.ts";
import { buildSettingsApp } from "../../publishing-parts.ts";
import { createSettings } from "../../settings/settings.ts";
import type { Output } from "../process/output.ts";
import { createPreview } from "../serve/requests.ts";
import { type AdminClient, callInjected } from "../workspace/admin-client.ts";
import { commandLineDeps } from "../workspace/command-line-deps.ts";
import { findRunningService } from "../workspace/running-service.ts";
import { connect } from "../workspace/service-connection.ts";

type Call = AdminClient["call"];

/**
 * Does the work of a command with the calls for channels and sources: those of the service that runs, or on the
 * configuration file when none runs.
 */
export async function withSettings(
  config: Config,
  clock: Clock,
  output: Output,
  work: (call: Call) => Promise<boolean>,
): Promise<boolean> {
  const { environment } = config;
  if (await findRunningService(environment.dataDir)) return work((await connect(environment)).call);
  const before = await readFile(environment.configFile);
  const here = await openSettingsHere(config, clock);
  try {
    return await work(here.call);
  } finally {
    await here.close();
    const after = await readFile(environment.configFile);
    if (!after.equals(before))
      output.error(`No service runs: ${environment.configFile} is changed for the next start.`);
  }
}

/** Opens the calls over the configuration file, without a socket. Nothing is published with a change. */
async function openSettingsHere(config: Config, clock: Clock): Promise<{ call: Call; close(): Promise<void> }> {
  const queue = startIngestThreads({ serves: false });
  const settings = createSettings({
    config,
    ready: Promise.resolve(),
    apply: async () => {},
    clock,
    onMistake: () => {},
    onError: () => {},
  });
  const app = await buildSettingsApp(config, commandLineDeps(clock), {
    settings: { ...settings, published: async () => undefined },
    // Edits of the file by hand are not in the audit log either.
    audit: { record: async () => {} },
    clock,
    poller: () => undefined,
    preview: createPreview({ queue, clock }),
  });
  return {
    call: callInjected(app.inject.bind(app)),
    async close() {
      await app.close();
      await queue.close();
    },
  };
}
