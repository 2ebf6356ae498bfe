import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import { channelPaths } from "../../render/format.ts";
import type { Run } from "../../stores/runs.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * Publishes the channels that FEEDS_DIR does not hold, before anyone can ask for them. The first run after the start has
 * time for everything else.
 * @returns the run, or undefined if nothing was missing
 * @throws NOT_READY if there is still nothing to serve
 */
export async function publishMissing(
  { channels, environment }: Config,
  { publisher, isIntact }: Pick<Workspace, "publisher" | "isIntact">,
  stopSignal: AbortSignal,
): Promise<Run | undefined> {
  const missing = channels.filter(({ slug }) => !channelPaths(slug).every(isIntact));
  if (missing.length === 0 && isIntact("/")) return undefined;
  const run = await publisher.regenerate("start", { channels: missing.map(({ slug }) => slug) }).finished;
  stopSignal.throwIfAborted();
  if (publisher.snapshot().documents.size === 0) {
    throw new CourantError(
      "NOT_READY",
      `Nothing can be published in ${environment.feedsDir}: ${run.documents.failed.map(({ error }) => error).join("; ")}. ` +
        "Make it writable for Courant, or set FEEDS_DIR to another folder.",
    );
  }
  return run;
}
