import { test } from "tap";
import { retryFailedRuns } from "../../src/commands/serve/publishing/retry-runs.ts";
import type { Run } from "../../src/stores/runs.ts";

/** A publisher whose runs end as a test says, and a clock that only notes what waits. */
function setUp(isPublishing: boolean) {
  const waits: { delayMs: number; callback: () => void; isCancelled: boolean }[] = [];
  let causes = 0;
  let listener = (_run: Run) => {};
  const publisher = {
    onFinished(given: typeof listener) {
      listener = given;
    },
    regenerate() {
      causes += 1;
      return {} as never;
    },
  };
  const clock = {
    after(delayMs: number, callback: () => void) {
      const wait = { delayMs, callback, isCancelled: false };
      waits.push(wait);
      return () => {
        wait.isCancelled = true;
      };
    },
  };
  const stop = retryFailedRuns(publisher, { clock, isPublishing: () => isPublishing });
  const end = (run: Pick<Run, "state" | "stopped">) => listener(run as Run);
  return { waits, end, stop, regenerations: () => causes };
}

test("a run that failed is tried again, ever later, until one succeeds", async (t) => {
  const { waits, end, regenerations } = setUp(true);
  for (let failures = 0; failures < 8; failures++) end({ state: "failed" });
  t.same(
    waits.map(({ delayMs }) => delayMs),
    [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000],
  );
  t.equal(waits.filter(({ isCancelled }) => !isCancelled).length, 1, "one at a time");
  waits.at(-1)?.callback();
  t.equal(regenerations(), 1);
  end({ state: "done" });
  end({ state: "failed" });
  t.equal(waits.at(-1)?.delayMs, 1_000);
});

test("a run that was stopped, or is another node's, is not tried again", async (t) => {
  const own = setUp(true);
  own.end({ state: "failed", stopped: true });
  const other = setUp(false);
  other.end({ state: "failed" });
  t.same([...own.waits, ...other.waits], []);
});
