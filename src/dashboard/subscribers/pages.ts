import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { SubscriberView, SubscriberWithPassword } from "../../admin/openapi/schemas/subscriber.ts";
import { isPrivate } from "../../channel/access.ts";
import type { Channel } from "../../config/schema.ts";
import { html } from "../../render/html.ts";
import { refusalOf, seeOther, writeRefusal } from "../forms.ts";
import { type Page, places } from "../layout.ts";
import { addressSection, channelFilter, type SubscriberDraft, subscriberForm, subscriberList } from "./write.ts";
import { subscriberActions, subscriberFacts } from "./write-one.ts";

const Form = Type.Object({ csrf: Type.String(), channel: Type.String({ default: "" }), name: Type.String() });
const Params = Type.Object({ id: Type.String() });
const Confirmation = Type.Object({ csrf: Type.String() });
const Query = Type.Object({
  said: Type.Optional(Type.Enum(["revoked", "purged"])),
  channel: Type.String({ default: "" }),
  cursor: Type.Optional(Type.String()),
});

type ListState = Pick<Page, "failed" | "said"> & {
  draft?: SubscriberDraft;
  made?: SubscriberWithPassword;
  channel?: string;
  cursor?: string | undefined;
};

const callPath = (id: string, action = "") => `/admin/subscribers/${encodeURIComponent(id)}${action}`;

/** The pages of subscribers: a list, and one for each. An address is shown once, on the answer to the form that made it. */
export const subscriberPages: FastifyPluginAsyncTypebox = async (app) => {
  async function sendList({ view, api }: FastifyRequest, reply: FastifyReply, state: ListState) {
    const { draft, made, channel = "", cursor, ...rest } = state;
    const given = { ...(channel !== "" && { channel }), ...(cursor !== undefined && { cursor }) };
    const { subscribers, next } = await api.call<{ subscribers: SubscriberView[]; next?: string }>(
      `/admin/subscribers?${new URLSearchParams(given)}`,
    );
    const { channels } = await api.call<{ channels: Channel[] }>("/admin/channels");
    const choices = channels.filter(isPrivate);
    const { subscribers: texts } = view.texts;
    const more = new URLSearchParams({ channel, cursor: next ?? "" });
    return app.sendPage(reply, view, {
      title: texts.title,
      at: "subscribers",
      scripts: ["copy.js"],
      main: html`<p>${texts.intro}</p>
${made && addressSection(view, made)}
${choices.length > 1 && channelFilter(view, choices, channel)}
${subscriberList(view, subscribers)}
${next !== undefined && html`<p><a class="button" href="${view.root}${places.subscribers}?${String(more)}">${texts.older}</a></p>`}
${
  choices.length > 0
    ? subscriberForm(view, choices, draft ?? { channel, name: "" })
    : html`<p>${texts.noChannel} <a href="${view.root}${places.channels}">${texts.toChannels}</a></p>`
}`,
      ...rest,
    });
  }

  async function sendOne({ view, api }: FastifyRequest, reply: FastifyReply, id: string, state: ListState = {}) {
    const { made, ...rest } = state;
    const subscriber = await api.call<SubscriberView>(callPath(id));
    return app.sendPage(reply, view, {
      title: subscriber.name,
      at: "subscribers",
      scripts: ["copy.js"],
      main: html`<p><a href="${view.root}${places.subscribers}">${view.texts.subscribers.title}</a></p>
${made && addressSection(view, made)}
${subscriberFacts(view, subscriber)}
${subscriberActions(view, subscriber)}`,
      ...rest,
    });
  }

  app.get("/subscribers", { schema: { querystring: Query } }, async (request, reply) => {
    const { said, channel, cursor } = request.query;
    const { said: words } = request.view.texts.subscribers;
    return sendList(request, reply, { channel, cursor, ...(said !== undefined && { said: words[said] }) });
  });

  app.post("/subscribers", { schema: { body: Form } }, async (request, reply) => {
    const { csrf: _, ...body } = request.body;
    try {
      const made = await request.api.call<SubscriberWithPassword>("/admin/subscribers", { method: "POST", body });
      return await sendList(request, reply.code(201), { made });
    } catch (error) {
      const refusal = refusalOf(error);
      return sendList(request, reply.code(refusal.status), { draft: body, failed: writeRefusal(refusal) });
    }
  });

  app.get("/subscribers/:id", { schema: { params: Params } }, async (request, reply) =>
    sendOne(request, reply, request.params.id),
  );

  const confirmed = { schema: { params: Params, body: Confirmation } };
  app.post("/subscribers/:id/rotate", confirmed, async (request, reply) => {
    const { id } = request.params;
    try {
      const made = await request.api.call<SubscriberWithPassword>(callPath(id, "/rotate"), { method: "POST" });
      return await sendOne(request, reply, id, { made });
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal.code === "SUBSCRIBER_NOT_FOUND") throw refusal;
      return sendOne(request, reply.code(refusal.status), id, { failed: writeRefusal(refusal) });
    }
  });

  app.post("/subscribers/:id/revoke", confirmed, async (request, reply) => {
    await request.api.call(callPath(request.params.id), { method: "DELETE" });
    return seeOther(reply, request.view, places.subscribers, "revoked");
  });

  app.post("/subscribers/:id/purge", confirmed, async (request, reply) => {
    await request.api.call(callPath(request.params.id, "/purge"), { method: "POST" });
    return seeOther(reply, request.view, places.subscribers, "purged");
  });
};
