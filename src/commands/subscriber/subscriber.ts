import type { NewSubscriber, SubscriberView, SubscriberWithPassword } from "../../admin/openapi/schemas/subscriber.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import type { Output } from "../process/output.ts";
import type { AdminClient } from "../workspace/admin-client.ts";
import { withAdmin } from "../workspace/with-admin.ts";

/** The most subscribers that one call of the admin API lists. */
const maxListed = 500;

/**
 * `courant subscriber add`: gives somebody an address of a private feed. The addresses and the password go to standard
 * output, and the rest to standard error.
 * @returns true
 * @throws CHANNEL_NOT_FOUND, CHANNEL_NOT_PRIVATE, REQUEST_INVALID
 */
export function addSubscriberCommand(
  config: Config,
  clock: Clock,
  subscriber: NewSubscriber,
  output: Output,
): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call }) => {
    const body = JSON.stringify(subscriber);
    const headers = { "content-type": "application/json" };
    printAddress(await call<SubscriberWithPassword>("/admin/subscribers", { method: "POST", headers, body }), output);
    return true;
  });
}

/** `courant subscriber list`: lists the subscribers, the newest first. @returns true */
export function listSubscribersCommand(
  config: Config,
  clock: Clock,
  filter: { channel?: string | undefined; limit: number },
  output: Output,
): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call }) => {
    const subscribers = await listSubscribers(call, filter);
    if (output.json) output.result({ subscribers });
    else if (subscribers.length === 0) output.line("There are no subscribers. “courant subscriber add” adds one.");
    else for (const subscriber of subscribers) output.line(describe(subscriber));
    return true;
  });
}

/** `courant subscriber rotate`: replaces an address. @returns true. @throws SUBSCRIBER_NOT_FOUND, SUBSCRIBER_REVOKED */
export function rotateSubscriberCommand(config: Config, clock: Clock, id: string, output: Output): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call }) => {
    printAddress(await call<SubscriberWithPassword>(`${pathOf(id)}/rotate`, { method: "POST" }), output);
    return true;
  });
}

/** `courant subscriber revoke`: ends an address for good. @returns true. @throws SUBSCRIBER_NOT_FOUND */
export function revokeSubscriberCommand(config: Config, clock: Clock, id: string, output: Output): Promise<boolean> {
  return withAdmin(config, clock, output, async ({ call }) => {
    await call(pathOf(id), { method: "DELETE" });
    if (output.json) output.result({ id, revoked: true });
    else output.line(`revoked  ${id}`);
    return true;
  });
}

/**
 * `courant subscriber purge`: erases a subscriber for good, after a question on the terminal.
 * @param request.isSure erases without a question
 * @returns whether the subscriber was erased
 * @throws SUBSCRIBER_NOT_FOUND; USAGE_INVALID when nobody can be asked
 */
export async function purgeSubscriberCommand(
  config: Config,
  clock: Clock,
  { id, isSure }: { id: string; isSure: boolean },
  output: Output,
): Promise<boolean> {
  if (!isSure && !output.confirm) {
    throw new CourantError("USAGE_INVALID", "There is no terminal to ask on. To erase without a question, add --yes.");
  }
  return withAdmin(config, clock, output, async ({ call }) => {
    const { name, channel } = await call<SubscriberView>(pathOf(id));
    const question = `Erase ${name}, who reads ${channel}, for good? A backup made before still has the name.`;
    if (!isSure && !(await output.confirm?.(question))) {
      output.error("Nothing was erased.");
      return false;
    }
    await call(`${pathOf(id)}/purge`, { method: "POST" });
    if (output.json) output.result({ id, purged: true });
    else output.line(`purged  ${id}`);
    return true;
  });
}

async function listSubscribers(
  call: AdminClient["call"],
  { channel, limit }: { channel?: string | undefined; limit: number },
): Promise<SubscriberView[]> {
  const found: SubscriberView[] = [];
  for (let cursor: string | undefined; found.length < limit; ) {
    const query = new URLSearchParams({ limit: String(Math.min(maxListed, limit - found.length)) });
    if (channel !== undefined) query.set("channel", channel);
    if (cursor !== undefined) query.set("cursor", cursor);
    const page = await call<{ subscribers: SubscriberView[]; next?: string }>(`/admin/subscribers?${query}`);
    found.push(...page.subscribers);
    if (page.next === undefined) break;
    cursor = page.next;
  }
  return found;
}

function printAddress(subscriber: SubscriberWithPassword, output: Output): void {
  if (output.json) {
    output.result(subscriber);
    return;
  }
  const { id, name, urls, username, password } = subscriber;
  for (const [format, url] of Object.entries(urls)) output.line(`${format.padEnd(9)}  ${url}`);
  output.line(`user name  ${username}`);
  output.line(`password   ${password}`);
  output.error(`These are the addresses of ${name}, subscriber ${id}. Keep one of them now: they are not shown again.`);
}

function describe({ id, channel, name, revoked, used, flagged }: SubscriberView): string {
  const state = revoked === undefined ? "" : `; revoked ${revoked}`;
  const use = used === undefined ? "not used yet" : `used ${used.day} from ${describeNetworks(used.networks)}`;
  const flag =
    flagged === undefined ? "" : `; on ${flagged.day} from ${describeNetworks(flagged.networks)}: passed on?`;
  return `${id}  ${channel}: ${name}; ${use}${flag}${state}`;
}

function describeNetworks(networks: number): string {
  return networks === 1 ? "1 network" : `${networks} networks`;
}

function pathOf(id: string): string {
  return `/admin/subscribers/${encodeURIComponent(id)}`;
}
