import type { Webhook } from "../stores/webhooks.ts";

/** A webhook is disabled when so many attempts failed in a row, for at least this time. */
const disabledAfter = { failures: 10, ms: 5 * 86_400_000 };

/** From so many failures in a row on, the lane of a webhook is paused after each, by a minute more each time. */
const pausedAfterFailures = 5;
const pauseStepMs = 60_000;
const maxPauseMs = 600_000;

/** Returns a webhook after an attempt that succeeded. */
export function afterSuccess(webhook: Webhook): Webhook {
  const { failingSince: _, ...rest } = webhook;
  return { ...rest, failures: 0 };
}

/** Returns a webhook after an attempt that failed. It is disabled when it has failed for days. Pure. */
export function afterFailure(webhook: Webhook, { error, now }: { error: string; now: number }): Webhook {
  const { failingSince = now } = webhook;
  const failed = { ...webhook, failures: webhook.failures + 1, failingSince };
  if (failed.disabled || failed.failures < disabledAfter.failures || now - failingSince < disabledAfter.ms)
    return failed;
  const since = new Date(failingSince).toISOString();
  return withDisabled(failed, { at: now, reason: `every attempt since ${since} failed; the last: ${error}` });
}

/** Returns a webhook that receives nothing any more. */
export function withDisabled(webhook: Webhook, disabled: NonNullable<Webhook["disabled"]>): Webhook {
  return { ...webhook, disabled };
}

/** Returns how long to leave a webhook alone that failed several times in a row, in milliseconds. */
export function pauseAfter({ failures }: Pick<Webhook, "failures">): number {
  return Math.min(maxPauseMs, Math.max(0, failures - pausedAfterFailures + 1) * pauseStepMs);
}

/** A disabled or failing webhook in words, for `courant check`; undefined for one that works. */
export function describeFailingWebhook({ id, url, disabled, failures }: Webhook): string | undefined {
  const name = `The webhook ${id} (${URL.parse(url)?.host})`;
  if (disabled) return `${name} is disabled: ${disabled.reason}. PATCH it with {"enabled": true} to enable it again.`;
  if (failures === 0) return undefined;
  return `${name} failed ${failures} times in a row; its deliveries show why.`;
}
