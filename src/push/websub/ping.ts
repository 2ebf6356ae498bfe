import type { Clock } from "../../clock.ts";
import type { Fetcher } from "../../fetch/fetcher.ts";
import type { HubStore } from "../../stores/hubs.ts";
import type { JobHandler } from "../queue.ts";
import { askReceiver, attemptOf, pauseAsked } from "../receiver.ts";
import { afterHubFailure, afterPing } from "./hub-health.ts";
import type { Ping } from "./jobs.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Growing pauses over two days. A later change of the same document is told by the attempt that waits. */
const retryDelaysMs = [10_000, minuteMs, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 6 * hourMs, 12 * hourMs, 24 * hourMs];

export type PingDeps = {
  hubs: HubStore;
  fetcher: Pick<Fetcher, "fetch">;
  clock: Pick<Clock, "now">;
  /** Returns the public address, and the hubs elsewhere in the configuration. */
  readSettings: () => { baseUrl: string; hubs: readonly string[] };
};

/**
 * Tells hubs elsewhere that a document changed. The specification leaves open how; hubs take `hub.mode=publish` with the
 * address as `hub.url`, newer ones as `hub.topic`, so it is sent as both.
 */
export function createPing({ hubs, fetcher, clock, readSettings }: PingDeps): JobHandler {
  return {
    retryDelaysMs,
    isForgotten: true,

    async perform({ message }, signal) {
      const { hub, path }: Ping = JSON.parse(message.body);
      const attempted = clock.now();
      const settings = readSettings();
      if (!settings.hubs.includes(hub))
        return { outcome: "ended", attempt: { attempted, durationMs: 0, error: "the hub is not configured any more" } };
      const topic = settings.baseUrl + path;
      const answer = await askReceiver(fetcher, hub, {
        method: "POST",
        content: new URLSearchParams({ "hub.mode": "publish", "hub.url": topic, "hub.topic": topic }).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      const at = clock.now();
      const attempt = attemptOf(answer, attempted, at);
      if (signal.aborted) return { outcome: "failed", attempt };
      const { error } = attempt;
      await hubs.update(hub, (known) =>
        error === undefined ? afterPing(known, topic, at) : afterHubFailure(known, { error, at }),
      );
      if (error === undefined) return { outcome: "done", attempt };
      return { outcome: "failed", attempt, pauseMs: pauseAsked(answer, at) };
    },
  };
}
