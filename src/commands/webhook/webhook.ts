import type { deliveryToJson, webhookToJson } from "../../admin/webhook-json.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import type { Output } from "../process/output.ts";
import type { AdminClient } from "../workspace/admin-client.ts";
import { withAdmin } from "../workspace/with-admin.ts";

type ShownWebhook = ReturnType<typeof webhookToJson>;
type ShownDelivery = ReturnType<typeof deliveryToJson>;

/** The settings of a new webhook: all events and all channels if they are not given. */
export type NewWebhook = { url: string; events?: string[]; channels?: string[]; description?: string };

/** The deliveries to list. `state`: waiting, sending, delivered or dead. */
export type DeliveryFilter = { id: string; state?: string; limit: number };

/** The most deliveries that one call of the admin API lists. */
const maxPageLength = 500;

/** `courant webhook list`: lists the webhooks, without their secrets. @returns true */
export function listWebhooksCommand(config: Config, clock: Clock, output: Output): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call }) => {
    const { webhooks } = await call<{ webhooks: ShownWebhook[] }>("/admin/webhooks");
    if (output.json) output.result({ webhooks });
    else if (webhooks.length === 0) output.line("There are no webhooks. “courant webhook add URL” adds one.");
    else for (const webhook of webhooks) output.line(describe(webhook));
    return true;
  });
}

/**
 * `courant webhook add`: adds a webhook. Its secret alone goes to standard output, and the rest to standard error.
 * @returns true
 * @throws the admin API's errors, such as FETCH_REFUSED and CHANNEL_NOT_FOUND
 */
export function addWebhookCommand(config: Config, clock: Clock, webhook: NewWebhook, output: Output): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call }) => {
    const body = JSON.stringify(webhook);
    const headers = { "content-type": "application/json" };
    const added = await call<ShownWebhook & { secret: string }>("/admin/webhooks", { method: "POST", headers, body });
    if (output.json) output.result(added);
    else {
      output.line(added.secret);
      output.error(`This is the secret of ${describe(added)}. Keep it now: it is not shown again.`);
    }
    return true;
  });
}

/** `courant webhook remove`: removes a webhook with its deliveries. @returns true. @throws WEBHOOK_NOT_FOUND */
export function removeWebhookCommand(config: Config, clock: Clock, id: string, output: Output): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call }) => {
    await call(pathOf(id), { method: "DELETE" });
    if (output.json) output.result({ outcome: "removed", id });
    else output.line(`removed  ${id}`);
    return true;
  });
}

/** `courant webhook deliveries`: lists deliveries, the newest first. @returns true. @throws WEBHOOK_NOT_FOUND */
export function listDeliveriesCommand(
  config: Config,
  clock: Clock,
  filter: DeliveryFilter,
  output: Output,
): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call }) => {
    const deliveries = await listDeliveries(call, filter);
    if (output.json) output.result({ deliveries });
    else if (deliveries.length === 0) output.line("There are no such deliveries.");
    else for (const delivery of deliveries) output.line(describeDelivery(delivery));
    return true;
  });
}

/**
 * `courant webhook replay`: sends one delivery again, or all dead letters.
 * @param request.number the number of the delivery; all dead letters if not given
 * @returns true
 * @throws WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED, DELIVERY_NOT_FOUND
 */
export function replayCommand(
  config: Config,
  clock: Clock,
  { id, number }: { id: string; number?: number | undefined },
  output: Output,
): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call, isService }) => {
    const which = number === undefined ? "" : `/${number}`;
    const answer = await call<object>(`${pathOf(id)}/deliveries${which}/replay`, { method: "POST" });
    const replayed = "replayed" in answer ? Number(answer.replayed) : 1;
    if (output.json) output.result("replayed" in answer ? answer : { replayed, delivery: answer });
    else output.line(replayed === 1 ? "1 delivery is sent again." : `${replayed} deliveries are sent again.`);
    if (!isService) output.error("No service runs: deliveries are sent when it starts.");
    return true;
  });
}

async function listDeliveries(
  call: AdminClient["call"],
  { id, state, limit }: DeliveryFilter,
): Promise<ShownDelivery[]> {
  const found: ShownDelivery[] = [];
  for (let cursor: string | undefined; found.length < limit; ) {
    const query = new URLSearchParams({ limit: String(Math.min(maxPageLength, limit - found.length)) });
    if (state !== undefined) query.set("state", state);
    if (cursor !== undefined) query.set("cursor", cursor);
    const page = await call<{ deliveries: ShownDelivery[]; next?: string }>(`${pathOf(id)}/deliveries?${query}`);
    found.push(...page.deliveries);
    if (page.next === undefined) break;
    cursor = page.next;
  }
  return found;
}

function describe({ id, url, events, channels, enabled, disabled, waiting, dead }: ShownWebhook): string {
  const state = enabled ? "works" : `disabled: ${disabled?.reason}`;
  const subjects = channels === undefined ? "all channels" : channels.join(", ");
  return `${id}  ${url}  ${state}; ${events.join(", ")}; ${subjects}; ${waiting} waiting, ${dead} dead`;
}

function describeDelivery({ n, event, created, state, attempts, status, error }: ShownDelivery): string {
  const tries = `${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
  const end = error ?? (status === undefined ? undefined : `answered ${status}`);
  return `${n}  ${created}  ${state.padEnd(9)}  ${event}  ${tries}${end === undefined ? "" : `: ${end}`}`;
}

function pathOf(id: string): string {
  return `/admin/webhooks/${encodeURIComponent(id)}`;
}
