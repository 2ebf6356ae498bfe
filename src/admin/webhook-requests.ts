import Type from "typebox";
import { CourantError } from "../errors.ts";
import type { Push } from "../push/push.ts";
import type { Stores } from "../stores/stores.ts";
import { type Webhook, WebhookEvent } from "../stores/webhooks.ts";

export const WebhookParams = Type.Object({ id: Type.String({ description: "the id of the webhook" }) });

const settings = {
  url: Type.String({
    minLength: 1,
    maxLength: 2000,
    description: "http or https; the address that receives the events",
  }),
  events: Type.Array(WebhookEvent, { minItems: 1, description: "the types of events to send; all if not given" }),
  channels: Type.Array(Type.String(), {
    maxItems: 1000,
    description: "slugs of the only channels whose events to send; all channels if empty or not given",
  }),
  description: Type.String({ maxLength: 500, description: "for people" }),
};

/** The body that adds a webhook. */
export const NewWebhook = Type.Object(
  {
    url: settings.url,
    events: Type.Optional(settings.events),
    channels: Type.Optional(settings.channels),
    description: Type.Optional(settings.description),
  },
  { additionalProperties: false },
);

/** The body that changes a webhook. */
export const WebhookChange = Type.Object(
  {
    url: Type.Optional(settings.url),
    events: Type.Optional(settings.events),
    channels: Type.Optional(settings.channels),
    description: Type.Optional(settings.description),
    enabled: Type.Optional(
      Type.Boolean({ description: "false: send nothing; true: send again, also if it failed for days" }),
    ),
  },
  { additionalProperties: false },
);

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

/**
 * Reads the address of a webhook.
 * @throws REQUEST_INVALID, FETCH_REFUSED when Courant does not request such addresses
 */
export function readAddress(address: string, { checkAddress }: Pick<Push, "checkAddress">): string {
  if (/[\p{Cc}\s]/u.test(address)) {
    throw new CourantError("REQUEST_INVALID", "The url has spaces or control characters: percent-encode them.");
  }
  const href = checkAddress(address);
  const { username, password } = new URL(href);
  if (username === "" && password === "") return href;
  throw new CourantError(
    "REQUEST_INVALID",
    "The url has a user name or a password. Leave them out: every delivery is signed with the secret of the webhook.",
  );
}
