import { readFile } from "node:fs/promises";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { startIngestThreads } from "../../ingest-queue/threads.ts";
import type { SharedConfiguration } from "../../nodes/shared-configuration.ts";
import { buildSettingsApp } from "../../publishing-parts.ts";
import { createSettings } from "../../settings/settings.ts";
import type { Output } from "../process/output.ts";
import { createPreview } from "../serve/requests.ts";
import { type AdminClient, callInjected } from "../workspace/admin-client.ts";
import { commandLineDeps } from "../workspace/command-line-deps.ts";
import { findRunningService } from "../workspace/running-service.ts";
import { connect } from "../workspace/service-connection.ts";
import { withSharedConfiguration } from "./shared-configuration.ts";

type Call = AdminClient["call"];

/**
 * Does the work of a command with the calls for channels and sources: those of the service that runs on this machine, or,
 * when none runs, on the configuration of the database or of the file.
 */
export async function withSettings(
  config: Config,
  clock: Clock,
  output: Output,
  work: (call: Call) => Promise<boolean>,
): Promise<boolean> {
  const { environment } = config;
  if (await findRunningService(environment.dataDir)) return work((await connect(environment)).call);
  return withSharedConfiguration(config, async (shared) => {
    const readText = async () => (await shared?.read()) ?? (await readFile(environment.configFile, "utf8"));
    const before = await readText();
    const here = await openSettingsHere(config, clock, shared);
    try {
      return await work(here.call);
    } finally {
      await here.close();
      if ((await readText()) !== before) output.error(describePlace(config));
    }
  });
}

function describePlace({ environment: { databaseUrl, configFile } }: Config): string {
  return databaseUrl === undefined
    ? `No service runs: ${configFile} is changed for the next start.`
    : "No service runs on this machine: the configuration in the database is changed, for all nodes.";
}

/** Opens the calls over the configuration, without a socket. Nothing is published with a change. */
async function openSettingsHere(
  config: Config,
  clock: Clock,
  shared: SharedConfiguration | undefined,
): Promise<{ call: Call; close(): Promise<void> }> {
  const queue = startIngestThreads({ serves: false });
  const settings = createSettings({
    config,
    ready: Promise.resolve(),
    apply: async () => {},
    clock,
    onMistake: () => {},
    onError: () => {},
    shared,
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
