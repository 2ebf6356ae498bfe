import type { FastifyBaseLogger } from "fastify";
import { describeChannelCut, describeTruncation, type Run } from "../../stores/runs.ts";

/** Writes a finished run to the log: its failures and cuts, then a summary. */
export function logRun(log: FastifyBaseLogger, run: Run): void {
  const { id, causes, documents, durationMs, stopped, progress } = run;
  const { changed, unchanged, failed, cut, cutChannels = [] } = documents;
  if (stopped) {
    log.info({ run: id, causes, changed: changed.length, ...progress }, "stopped during a regeneration");
    return;
  }
  for (const failure of failed) log.error({ run: id, ...failure }, "regeneration failed");
  for (const truncation of cut) log.warn({ run: id, ...truncation }, describeTruncation(truncation));
  for (const channelCut of cutChannels) log.warn({ run: id, ...channelCut }, describeChannelCut(channelCut));
  log.info({ run: id, causes, changed: changed.length, unchanged, durationMs }, "regenerated");
}
