import { test } from "tap";
import { retryDelaysMs } from "../../src/push/deliver.ts";
import { resultOf } from "../../src/push/retry.ts";
import { afterFailure, afterSuccess, describeFailingWebhook, pauseAfter } from "../../src/push/webhook-health.ts";
import type { Webhook } from "../../src/stores/webhooks.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const day = 86_400_000;
const attempt = { attempted: now, durationMs: 5 };
const webhook: Webhook = {
  ...{ id: "w", url: "https://receiver.example/secret-path", events: [], secret: "whsec_", created: now, failures: 0 },
};

test("attempts follow the schedule of Standard Webhooks, and each pause is at most a tenth longer", async (t) => {
  const pausesAt = (random: number) =>
    Array.from({ length: 10 }, (_, failures) => {
      const context = { job: { failures }, delaysMs: retryDelaysMs, now, random };
      const result = resultOf({ outcome: "failed", attempt }, context);
      return result.state === "waiting" ? (result.due - now) / 1000 : result.state;
    });
  t.same(pausesAt(0), [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, "dead"]);
  t.same(pausesAt(1), [5.5, 330, 1980, 7920, 19_800, 39_600, 55_440, 79_200, 95_040, "dead"]);
});

test("a pause that the receiver asks for counts where it is longer; what ended or is done waits for nothing", async (t) => {
  const context = { job: { failures: 0 }, delaysMs: retryDelaysMs, now, random: 0 };
  t.match(resultOf({ outcome: "failed", attempt, pauseMs: 9000 }, context), { state: "waiting", due: now + 9000 });
  t.match(resultOf({ outcome: "failed", attempt, pauseMs: 900 }, context), { due: now + 5000 });
  t.match(resultOf({ outcome: "ended", attempt }, context), { state: "dead", finished: now });
  t.match(resultOf({ outcome: "done", attempt }, context), { state: "done", finished: now });
});

test("a webhook is disabled after ten failures in a row over five days, not by a clock that jumps", async (t) => {
  const fail = (times: number, apartMs: number, from = webhook) => {
    let failed = from;
    for (let time = 0; time < times; time++)
      failed = afterFailure(failed, { error: "it answered 500", now: now + time * apartMs });
    return failed;
  };
  t.equal(fail(5, 30 * day).disabled, undefined, "only five failures");
  t.equal(fail(500, 60_000).disabled, undefined, "only some hours");
  t.match(fail(10, day), { disabled: { reason: /since 2026-03-01T12:00:00.000Z failed; the last: it answered 500/ } });
  const mended = afterSuccess(fail(9, day));
  t.notOk("failingSince" in mended);
  t.equal(fail(9, day, mended).disabled, undefined, "a success begins the count anew");
});

test("a webhook that keeps failing is asked less and less often", async (t) => {
  t.same(
    [0, 4, 5, 6, 14, 15, 400].map((failures) => pauseAfter({ failures }) / 60_000),
    [0, 0, 1, 2, 10, 10, 10],
  );
});

test("a failing webhook is described without the path of its address, which may be its secret", async (t) => {
  t.equal(describeFailingWebhook(webhook), undefined);
  const descriptions = [{ failures: 3 }, { disabled: { at: now, reason: "it answered 410" } }].map((more) =>
    describeFailingWebhook({ ...webhook, ...more }),
  );
  t.match(descriptions, [/receiver\.example.*failed 3 times in a row/, /is disabled: it answered 410/]);
  t.notMatch(descriptions.join(), /secret-path/);
});
