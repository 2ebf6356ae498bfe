import { randomUUID } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { isPrivate } from "../channel/access.ts";
import { presentSlug, slugsOfChannel } from "../channel/moved-slugs.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/schema.ts";
import { CourantError, excerpt, messageOf } from "../errors.ts";
import { createAddress, type NewAddress, subscriberUrls } from "../publish/private-addresses.ts";
import type { Subscriber, SubscriberStore } from "../stores/subscribers.ts";
import type { AuditLog } from "./audit-log.ts";
import { NewSubscriber, type SubscriberWithPassword } from "./openapi/schemas/subscriber.ts";
import { nameNextPage, pageCursor, pageLimit } from "./pages.ts";
import { subscriberToJson } from "./subscriber-json.ts";

export type SubscriberRoutesOptions = {
  subscribers: SubscriberStore;
  /** Returns the configuration in force. */
  config: () => Config;
  /** Tells serving which addresses are valid now. */
  publishSubscribers: () => Promise<void>;
  /** Overwrites what the database left behind of those who were purged. It never rejects. */
  scrub: () => Promise<void>;
  /** Saves how serving has seen addresses used so far; without it, a list has what is saved. */
  saveAudience?: () => Promise<void>;
  audit: AuditLog;
  clock: Pick<Clock, "now">;
};

const ListQuery = Type.Object({
  channel: Type.Optional(Type.String({ description: "only subscribers of this channel" })),
  limit: pageLimit("subscribers"),
  cursor: pageCursor,
});
const Params = Type.Object({ id: Type.String({ description: "the id of the subscriber" }) });

const config = { scope: "admin" } as const;
const secretConfig = { scope: "admin", showsSecret: true } as const;

/**
 * `/admin/subscribers`: adds, lists, rotates, revokes and purges the readers of private channels. An address with its
 * password is in the answer that makes it, and in no other. The audit log keeps no name, so that a purge leaves none.
 */
export const subscriberRoutes: FastifyPluginAsyncTypebox<SubscriberRoutesOptions> = async (app, options) => {
  const { subscribers, audit, clock } = options;

  /** Shows a subscriber under the slug that the channel has now. */
  function show(subscriber: Subscriber) {
    const channel = presentSlug(subscriber.channel, options.config().moved);
    return subscriberToJson({ ...subscriber, channel }, clock.now());
  }

  function showAddress(subscriber: Subscriber, address: NewAddress): SubscriberWithPassword {
    const { baseUrl } = options.config().environment;
    const shown = show(subscriber);
    return { ...shown, urls: subscriberUrls(baseUrl, shown.channel, address), password: address.secret };
  }

  /** @throws FILE_UNWRITABLE */
  async function publish() {
    await options.publishSubscribers().catch((error: unknown) => {
      throw new CourantError(
        "FILE_UNWRITABLE",
        `The change is stored, but serving cannot hear of it: ${messageOf(error)}. Make room in FEEDS_DIR, and restart the service.`,
        { cause: error },
      );
    });
  }

  app.get("/subscribers", { config, schema: { querystring: ListQuery } }, async (request, reply) => {
    await options.saveAudience?.();
    const { channel, ...page } = request.query;
    const channels = channel === undefined ? undefined : slugsOfChannel(channel, options.config().moved);
    const { next, subscribers: found } = await subscribers.list({ ...page, channels });
    return { subscribers: found.map(show), ...nameNextPage(request, reply, next) };
  });

  app.post("/subscribers", { config: secretConfig, schema: { body: NewSubscriber } }, async (request, reply) => {
    const { channel } = request.body;
    requirePrivate(channel, options.config());
    const address = createAddress();
    const added = await subscribers.add({ id: randomUUID(), channel, name: request.body.name.trim() }, address);
    await audit.record(request.caller, "subscriber.created", added.id, undefined, { channel });
    await publish();
    return reply.code(201).header("location", `/admin/subscribers/${added.id}`).send(showAddress(added, address));
  });

  app.get("/subscribers/:id", { config, schema: { params: Params } }, async ({ params: { id } }) => {
    await options.saveAudience?.();
    return show(required(await subscribers.find(id), id));
  });

  app.delete("/subscribers/:id", { config, schema: { params: Params } }, async ({ params: { id }, caller }, reply) => {
    const { channel } = required(await subscribers.find(id), id);
    if (await subscribers.revoke(id)) await audit.record(caller, "subscriber.revoked", id, { channel });
    await publish();
    return reply.code(204).send();
  });

  app.post("/subscribers/:id/rotate", { config: secretConfig, schema: { params: Params } }, async (request) => {
    const { id } = request.params;
    const { channel, revoked } = required(await subscribers.find(id), id);
    const address = createAddress();
    const rotated = revoked === undefined ? await subscribers.rotate(id, address) : undefined;
    if (!rotated) throw revokedError(id);
    await audit.record(request.caller, "subscriber.rotated", id, undefined, { channel });
    await publish();
    return showAddress(rotated, address);
  });

  app.post("/subscribers/:id/purge", { config, schema: { params: Params } }, async ({ params, caller }, reply) => {
    const { id } = params;
    const { channel } = required(await subscribers.purge(id), id);
    await audit.record(caller, "subscriber.purged", id, { channel });
    await publish();
    await options.scrub();
    return reply.code(204).send();
  });
};

/** @throws CHANNEL_NOT_FOUND, CHANNEL_NOT_PRIVATE */
function requirePrivate(slug: string, { channels }: Config): void {
  const channel = channels.find((each) => each.slug === slug);
  const privateSlugs = channels.filter(isPrivate).map((each) => each.slug);
  const choices =
    privateSlugs.length === 0
      ? "No channel is private yet: set “access: private” on one"
      : `The private channels are ${privateSlugs.join(", ")}`;
  if (!channel) throw new CourantError("CHANNEL_NOT_FOUND", `There is no channel “${excerpt(slug)}”. ${choices}.`);
  if (isPrivate(channel)) return;
  throw new CourantError(
    "CHANNEL_NOT_PRIVATE",
    `The channel “${slug}” is public: everybody can read it without an address of their own. ${choices}.`,
  );
}

/** @throws SUBSCRIBER_NOT_FOUND when there is none */
function required(subscriber: Subscriber | undefined, id: string): Subscriber {
  if (subscriber) return subscriber;
  throw new CourantError(
    "SUBSCRIBER_NOT_FOUND",
    `No subscriber has the id “${excerpt(id)}”. GET /admin/subscribers and “courant subscriber list” list all.`,
  );
}

function revokedError(id: string): CourantError {
  return new CourantError(
    "SUBSCRIBER_REVOKED",
    `The subscriber “${excerpt(id)}” is revoked for good. Add another one with the same name to let the reader in again.`,
  );
}
