import type { FastifyBaseLogger } from "fastify";
import { isPrivate } from "../../channel/access.ts";
import type { Channel } from "../../config/schema.ts";
import { describeChannelCut, describeTruncation, type Run } from "../../stores/runs.ts";
import { withoutSecrets } from "./private-failures.ts";

/**
 * Writes a finished run to the log: its failures and cuts, then a summary. It names no private channel.
 * @param channels all channels in the run
 */
export function logRun(log: FastifyBaseLogger, run: Run, channels: readonly Pick<Channel, "slug" | "access">[]): void {
  const { id, causes, documents, durationMs, stopped, progress } = run;
  const { changed, unchanged, failed, cut, cutChannels = [] } = documents;
  if (stopped) {
    log.info({ run: id, causes, changed: changed.length, ...progress }, "stopped during a regeneration");
    return;
  }
  for (const failure of failed) log.error({ run: id, ...withoutSecrets(failure, channels) }, "regeneration failed");
  const privateSlugs = channels.filter(isPrivate).map(({ slug }) => slug);
  for (const truncation of cut.filter(({ channel }) => !privateSlugs.includes(channel)))
    log.warn({ run: id, ...truncation }, describeTruncation(truncation));
  for (const channelCut of cutChannels) log.warn({ run: id, ...channelCut }, describeChannelCut(channelCut));
  log.info({ run: id, causes, changed: changed.length, unchanged, durationMs }, "regenerated");
}
