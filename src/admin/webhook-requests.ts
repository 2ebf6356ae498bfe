import Type from "typebox";
import { CourantError } from "../errors.ts";
import type { Stores } from "../stores/stores.ts";
import type { Webhook } from "../stores/webhooks.ts";

export const WebhookParams = Type.Object({ id: Type.String({ description: "the id of the webhook" }) });

/** @throws WEBHOOK_NOT_FOUND */
export async function requireWebhook(webhooks: Pick<Stores["webhooks"], "find">, id: string): Promise<Webhook> {
  const webhook = await webhooks.find(id);
  if (!webhook) throw webhookNotFound(id);
  return webhook;
}

/** @throws WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED */
export async function requireEnabled(webhooks: Pick<Stores["webhooks"], "find">, id: string): Promise<Webhook> {
  const webhook = await requireWebhook(webhooks, id);
  if (!webhook.disabled) return webhook;
  throw new CourantError(
    "WEBHOOK_DISABLED",
    `The webhook “${id}” is disabled: ${webhook.disabled.reason}. PATCH it with {"enabled": true} first.`,
  );
}

export function webhookNotFound(id: string): CourantError {
  return new CourantError("WEBHOOK_NOT_FOUND", `There is no webhook “${id}”. GET /admin/webhooks lists the webhooks.`);
}
