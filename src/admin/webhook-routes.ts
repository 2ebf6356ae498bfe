import { randomUUID } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { Static } from "typebox";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import { jobForTest } from "../push/events.ts";
import type { Push } from "../push/push.ts";
import { createSecret } from "../push/signature.ts";
import { withDisabled } from "../push/webhook-health.ts";
import type { Stores } from "../stores/stores.ts";
import { maxWebhooks, type Webhook, webhookEvents } from "../stores/webhooks.ts";
import type { AuditLog } from "./audit-log.ts";
import { deliveryRoutes } from "./delivery-routes.ts";
import { deliveryToJson, webhookForAudit, webhookToJson } from "./webhook-json.ts";
import {
  NewWebhook,
  readAddress,
  requireEnabled,
  requireWebhook,
  WebhookChange,
  WebhookParams,
  webhookNotFound,
} from "./webhook-requests.ts";

export type WebhookRoutesOptions = {
  webhooks: Stores["webhooks"];
  jobs: Stores["jobs"];
  audit: AuditLog;
  push: Pick<Push, "begin" | "wake" | "checkAddress">;
  clock: Clock;
  /** @throws CHANNEL_NOT_FOUND */
  checkChannels: (slugs: readonly string[]) => void;
};

/** How long the secret before the last rotation still signs. */
const formerSecretMs = 86_400_000;

const config = { scope: "admin" } as const;
const secretConfig = { scope: "admin", showsSecret: true } as const;

/** Adds, lists, changes, tries and removes webhooks. A secret is in the answer to its creation, and in no other. */
export const webhookRoutes: FastifyPluginAsyncTypebox<WebhookRoutesOptions> = async (app, options) => {
  const { webhooks, jobs, audit, push, clock, checkChannels } = options;
  await app.register(deliveryRoutes, { webhooks, jobs, clock, wake: push.wake });

  /** @returns the settings of a request that were checked, in the form in which they are stored */
  function readSettings({ url, channels, description, events }: Omit<Static<typeof WebhookChange>, "enabled">) {
    checkChannels(channels ?? []);
    return {
      ...(url !== undefined && { url: readAddress(url, push) }),
      ...(events && { events: webhookEvents.filter((event) => events.includes(event)) }),
      ...(channels && { channels: channels.length > 0 ? [...new Set(channels)] : undefined }),
      ...(description !== undefined && { description: description === "" ? undefined : description }),
    };
  }

  async function showWebhook(webhook: Webhook) {
    return webhookToJson(webhook, (await jobs.counts()).get(webhook.id));
  }

  app.get("/webhooks", { config }, async () => {
    const counts = await jobs.counts();
    return { webhooks: (await webhooks.list()).map((webhook) => webhookToJson(webhook, counts.get(webhook.id))) };
  });

  app.post("/webhooks", { config: secretConfig, schema: { body: NewWebhook } }, async ({ body, caller }, reply) => {
    const { url, ...others } = readSettings(body);
    const webhook: Webhook = {
      id: randomUUID(),
      url: url ?? body.url,
      events: webhookEvents,
      ...others,
      secret: createSecret(),
      created: clock.now(),
      failures: 0,
    };
    if (!(await webhooks.add(webhook))) {
      throw new CourantError(
        "TOO_MANY_WEBHOOKS",
        `There are ${maxWebhooks} webhooks, as many as there may be. DELETE one of them first.`,
      );
    }
    await push.begin();
    await audit.record(caller, "webhook.created", webhook.id, undefined, webhookForAudit(webhook));
    return reply
      .code(201)
      .header("location", `/admin/webhooks/${webhook.id}`)
      .send({ ...webhookToJson(webhook), secret: webhook.secret });
  });

  app.get("/webhooks/:id", { config, schema: { params: WebhookParams } }, async ({ params }) =>
    showWebhook(await requireWebhook(webhooks, params.id)),
  );

  const change = { config, schema: { params: WebhookParams, body: WebhookChange } };
  app.patch("/webhooks/:id", change, async ({ params: { id }, body, caller }) => {
    const before = await requireWebhook(webhooks, id);
    const changed = readSettings(body);
    const now = clock.now();
    const after = await webhooks.update(id, (webhook) => withEnabled({ ...webhook, ...changed }, body.enabled, now));
    if (!after) throw webhookNotFound(id);
    if (after.disabled) await jobs.endLane(id, { error: "the webhook was disabled before this was delivered", now });
    else await push.begin();
    await jobs.resumeLane(id);
    push.wake();
    await audit.record(caller, "webhook.updated", id, webhookForAudit(before), webhookForAudit(after));
    return showWebhook(after);
  });

  app.delete(
    "/webhooks/:id",
    { config, schema: { params: WebhookParams } },
    async ({ params: { id }, caller }, reply) => {
      const webhook = await requireWebhook(webhooks, id);
      await webhooks.remove(id);
      await jobs.removeLane(id);
      await audit.record(caller, "webhook.deleted", id, webhookForAudit(webhook));
      return reply.code(204).send();
    },
  );

  app.post(
    "/webhooks/:id/rotate",
    { config: secretConfig, schema: { params: WebhookParams } },
    async ({ params: { id }, caller }) => {
      const secret = createSecret();
      const until = clock.now() + formerSecretMs;
      const rotated = await webhooks.update(id, (webhook) => ({
        ...webhook,
        secret,
        former: { secret: webhook.secret, until },
      }));
      if (!rotated) throw webhookNotFound(id);
      await audit.record(caller, "webhook.rotated", id);
      return { ...(await showWebhook(rotated)), secret };
    },
  );

  app.post("/webhooks/:id/test", { config, schema: { params: WebhookParams } }, async ({ params: { id } }, reply) => {
    const webhook = await requireEnabled(webhooks, id);
    const job = jobForTest(webhook, { now: clock.now(), newId: () => `msg_${randomUUID()}` });
    const [number] = await jobs.enqueue([job]);
    await jobs.resumeLane(id);
    const delivery = number === undefined ? undefined : await jobs.find(id, number);
    push.wake();
    if (!delivery) {
      throw new CourantError(
        "WEBHOOK_DISABLED",
        `The queue of the webhook “${id}” is full: its receiver takes too little.`,
      );
    }
    return reply.code(202).send(deliveryToJson(delivery));
  });
};

/** Returns a webhook that an admin enabled or disabled; unchanged without an instruction. */
function withEnabled(webhook: Webhook, enabled: boolean | undefined, now: number): Webhook {
  if (enabled === undefined || enabled === (webhook.disabled === undefined)) return webhook;
  if (!enabled) return withDisabled(webhook, { at: now, reason: "an admin disabled it" });
  const { disabled: _, failingSince: __, ...rest } = webhook;
  return { ...rest, failures: 0 };
}
