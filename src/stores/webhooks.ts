import Type, { type Static } from "typebox";

/** The types of events that a webhook can ask for. */
export const webhookEvents = [
  "article.published",
  "article.updated",
  "article.deleted",
  "documents.changed",
  "source.failing",
] as const;

export const WebhookEvent = Type.Enum(webhookEvents);
export type WebhookEvent = Static<typeof WebhookEvent>;

/** The settings of a webhook that an admin gives. `channels`: slugs; without it, the webhook receives the events of all channels. */
export type WebhookSettings = {
  url: string;
  events: readonly WebhookEvent[];
  channels?: readonly string[] | undefined;
  description?: string | undefined;
};

/**
 * A webhook: the address of another program that Courant tells what changes. Times are milliseconds since 1970.
 * `secret`: signs the deliveries; `former`: the secret before it, which signs them as well until a time; `disabled`: since
 * when nothing is sent, and why; `failingSince`: when the first of the last `failures` attempts failed, one after another.
 */
export type Webhook = WebhookSettings & {
  id: string;
  secret: string;
  former?: { secret: string; until: number } | undefined;
  created: number;
  disabled?: { at: number; reason: string } | undefined;
  failingSince?: number | undefined;
  failures: number;
};

/** Keeps the webhooks, with their secrets in clear, because they sign what is sent. */
export type WebhookStore = {
  /** Lists all webhooks, the oldest first. */
  list(): Promise<Webhook[]>;
  find(id: string): Promise<Webhook | undefined>;
  /** Adds a webhook. @returns false when there are as many as there may be */
  add(webhook: Webhook): Promise<boolean>;
  /**
   * Changes a webhook, in one transaction. @param revise a pure function of its present state
   * @returns its new state; undefined when it is gone
   */
  update(id: string, revise: (webhook: Webhook) => Webhook): Promise<Webhook | undefined>;
  /** Removes a webhook. @returns whether there was one */
  remove(id: string): Promise<boolean>;
};

export const maxWebhooks = 100;
