import { isDeepStrictEqual } from "node:util";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import { type Scheduler, startScheduler } from "../../../schedule/scheduler.ts";
import type { Workspace } from "../../workspace/workspace.ts";

type ScheduleDeps = { clock: Clock; log: FastifyBaseLogger; nextRunElsewhere: () => Date | undefined };

/** The delays of runs after changes. An import of 10,000 articles takes about five seconds. */
const changeDelays = { changeDelayMs: 5, moreComingDelayMs: 10_000 };

/** The schedule of a service. */
export type ServiceSchedule = Scheduler & {
  /** Lets runs begin. Before, changes and finished runs count for nothing: another node publishes. */
  begin(): void;
  /** Takes the times of another configuration. */
  reconfigure(config: Pick<Config, "schedule">): Promise<void>;
};

/** Creates the schedule. @param deps.nextRunElsewhere returns the next run of the node that publishes */
export function createSchedule(
  config: Pick<Config, "schedule">,
  { stores, publisher }: Pick<Workspace, "stores" | "publisher">,
  { clock, log, nextRunElsewhere }: ScheduleDeps,
): ServiceSchedule {
  const start = (schedule: Config["schedule"]) =>
    startScheduler(
      { ...schedule, ...changeDelays },
      {
        regenerate: (cause) => publisher.regenerate(cause).finished,
        async nextDue(after) {
          const times = [
            await stores.selections.nextChangeTime({}, after),
            await stores.drafts.nextPublishTime(),
            publisher.nextDue(after),
          ];
          const known = times.filter((time) => time !== undefined);
          return known.length === 0 ? undefined : Math.min(...known);
        },
        clock,
        onError: (error) => log.error({ err: error }, "the schedule met an error"),
        onOverlap: () => log.warn("a scheduled regeneration is left out: the previous one is still running"),
      },
    );
  let { schedule } = config;
  let scheduler: Scheduler | undefined;
  return {
    begin() {
      scheduler ??= start(schedule);
    },
    nextRun: () => (scheduler ? scheduler.nextRun() : nextRunElsewhere()),
    collectionChanged: (change) => scheduler?.collectionChanged(change),
    runFinished: (run) => scheduler?.runFinished(run),
    stop: async () => scheduler?.stop(),

    async reconfigure(next) {
      if (isDeepStrictEqual(next.schedule, schedule)) return;
      schedule = next.schedule;
      if (!scheduler) return;
      await scheduler.stop();
      scheduler = start(schedule);
      // A change that the former scheduler waited for is published, too.
      scheduler.collectionChanged();
    },
  };
}
