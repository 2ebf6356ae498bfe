import Type, { type Static } from "typebox";
import { WebhookEvent } from "../../stores/webhooks.ts";

/** The form that adds or changes a webhook. */
export const WebhookForm = Type.Object({
  csrf: Type.String(),
  url: Type.String(),
  events: Type.Array(WebhookEvent, { default: [] }),
  channels: Type.String({ default: "" }),
  description: Type.String({ default: "" }),
});

/** Returns what the API takes for what was typed. */
export function settingsOf({ url, events, channels, description }: Static<typeof WebhookForm>) {
  return { url: url.trim(), events, channels: channels.split(/[\s,]+/).filter((slug) => slug !== ""), description };
}
