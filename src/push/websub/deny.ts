import type { Clock } from "../../clock.ts";
import type { Fetcher } from "../../fetch/fetcher.ts";
import type { JobHandler } from "../queue.ts";
import { askReceiver, attemptOf } from "../receiver.ts";
import type { Denial } from "./jobs.ts";
import { withParameters } from "./request.ts";

const retryDelaysMs = [60_000, 3_600_000];

/** Tells subscribers that their subscription has ended because the topic is gone (WebSub section 5.2). */
export function createDenial({
  fetcher,
  clock,
}: {
  fetcher: Pick<Fetcher, "fetch">;
  clock: Pick<Clock, "now">;
}): JobHandler {
  return {
    retryDelaysMs,
    isForgotten: true,

    async perform({ message }) {
      const { topic, callback }: Denial = JSON.parse(message.body);
      const attempted = clock.now();
      const parameters = { "hub.mode": "denied", "hub.topic": topic, "hub.reason": "This feed is gone." };
      const answer = await askReceiver(fetcher, withParameters(callback, parameters), {});
      const attempt = attemptOf(answer, attempted, clock.now());
      return { outcome: "error" in answer ? "failed" : "done", attempt };
    },
  };
}
