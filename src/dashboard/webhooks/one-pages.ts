import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { html } from "../../render/html.ts";
import { refusalOf, seeOther, writeRefusal } from "../forms.ts";
import { type Page, places } from "../layout.ts";
import { settingsOf, WebhookForm } from "./webhook-form.ts";
import { draftOf, type WebhookDraft, type WebhookView, webhookForm, webhookPath } from "./write.ts";
import { type DeliveryList, deliverySection, webhookActions, webhookFacts } from "./write-one.ts";

const Params = Type.Object({ id: Type.String() });
const DeliveryParams = Type.Object({ id: Type.String(), n: Type.Integer() });
const saidKeys = ["changed", "tested", "enabled", "disabled", "replayed", "replayedDead"] as const;
const Query = Type.Object({
  said: Type.Optional(Type.Enum([...saidKeys])),
  state: Type.Enum(["", "waiting", "sending", "delivered", "dead"], { default: "" }),
  cursor: Type.Optional(Type.String()),
});
const Confirmation = Type.Object({ csrf: Type.String() });

/** The page of one webhook, with its deliveries, and the forms on it. */
export const onePages: FastifyPluginAsyncTypebox = async (app) => {
  type State = Pick<Page, "failed" | "said"> & {
    draft?: WebhookDraft;
    query?: { state: string; cursor?: string | undefined };
  };

  async function sendOne(
    { view, api }: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { draft, query = { state: "" }, ...state }: State,
  ) {
    const { webhooks: texts } = view.texts;
    const path = `/admin/webhooks/${encodeURIComponent(id)}`;
    const webhook = await api.call<WebhookView>(path);
    const given = Object.entries(query).filter(([, value]) => value !== "" && value !== undefined);
    const list = await api.call<Omit<DeliveryList, "state">>(
      `${path}/deliveries?${new URLSearchParams(given as [string, string][])}`,
    );
    return app.sendPage(reply, view, {
      title: webhook.description ?? webhook.url,
      at: "webhooks",
      main: html`<p><a href="${view.root}${places.webhooks}">${texts.title}</a></p>
${webhookFacts(view, webhook)}
${webhookActions(view, webhook)}
${deliverySection(view, webhook, { ...list, state: query.state })}
<section aria-labelledby="edit">
<h2 id="edit">${texts.edit}</h2>
${webhookForm(view, webhookPath(id), view.texts.common.save, draft ?? draftOf(webhook))}
</section>`,
      ...state,
    });
  }

  /** Makes a change, and goes back to the page; a refusal stands on the page. */
  async function change(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    call: { path?: string; method?: "POST" | "PATCH" | "DELETE"; body?: unknown; said: string; to?: string },
    draft?: WebhookDraft,
  ) {
    const { path = "", method = "POST", body, said, to = webhookPath(id) } = call;
    try {
      await request.api.call(`/admin/webhooks/${encodeURIComponent(id)}${path}`, { method, body });
      return seeOther(reply, request.view, to, said);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal.code === "WEBHOOK_NOT_FOUND") throw refusal;
      const failed = writeRefusal(refusal);
      return sendOne(request, reply.code(refusal.status), id, { failed, ...(draft && { draft }) });
    }
  }

  app.get("/webhooks/:id", { schema: { params: Params, querystring: Query } }, async (request, reply) => {
    const { said, ...query } = request.query;
    return sendOne(request, reply, request.params.id, {
      query,
      ...(said !== undefined && { said: request.view.texts.webhooks.said[said] }),
    });
  });

  app.post("/webhooks/:id", { schema: { params: Params, body: WebhookForm } }, async (request, reply) =>
    change(
      request,
      reply,
      request.params.id,
      { method: "PATCH", body: settingsOf(request.body), said: "changed" },
      request.body,
    ),
  );

  const confirmed = { schema: { params: Params, body: Confirmation } };
  app.post("/webhooks/:id/test", confirmed, async (request, reply) =>
    change(request, reply, request.params.id, { path: "/test", said: "tested" }),
  );
  for (const [name, enabled] of [["enable", true] as const, ["disable", false] as const]) {
    app.post(`/webhooks/:id/${name}`, confirmed, async (request, reply) =>
      change(request, reply, request.params.id, { method: "PATCH", body: { enabled }, said: `${name}d` }),
    );
  }
  app.post("/webhooks/:id/delete", confirmed, async (request, reply) =>
    change(request, reply, request.params.id, { method: "DELETE", said: "deleted", to: places.webhooks }),
  );
  app.post("/webhooks/:id/rotate", confirmed, async (request, reply) => {
    const { id } = request.params;
    const path = `/admin/webhooks/${encodeURIComponent(id)}/rotate`;
    const { secret } = await request.api.call<{ secret: string }>(path, { method: "POST" });
    const { rotated } = request.view.texts.webhooks;
    return sendOne(request, reply, id, { said: html`${rotated} <code class="secret">${secret}</code>` });
  });
  app.post("/webhooks/:id/deliveries/replay", confirmed, async (request, reply) =>
    change(request, reply, request.params.id, { path: "/deliveries/replay", said: "replayedDead" }),
  );
  app.post(
    "/webhooks/:id/deliveries/:n/replay",
    { schema: { params: DeliveryParams, body: Confirmation } },
    async (request, reply) => {
      const { id, n } = request.params;
      return change(request, reply, id, { path: `/deliveries/${n}/replay`, said: "replayed" });
    },
  );
};
