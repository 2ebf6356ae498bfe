import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { WebSubReport } from "../../push/websub/report.ts";
import { html } from "../../render/html.ts";
import { refusalOf, writeRefusal } from "../forms.ts";
import { type Page, places } from "../layout.ts";
import { onePages } from "./one-pages.ts";
import { settingsOf, WebhookForm } from "./webhook-form.ts";
import { type WebhookDraft, type WebhookView, webhookForm, webhookList, webhookPath } from "./write.ts";
import { hubSection } from "./write-hub.ts";

const Query = Type.Object({ said: Type.Optional(Type.Enum(["deleted"])) });

/** The pages of webhooks. A secret is shown once, on the answer to the form that made it. */
export const webhookPages: FastifyPluginAsyncTypebox = async (app) => {
  await app.register(onePages);

  type State = Pick<Page, "failed" | "said"> & { draft?: WebhookDraft };
  async function sendList({ view, api }: FastifyRequest, reply: FastifyReply, { draft, ...state }: State) {
    const { webhooks } = await api.call<{ webhooks: WebhookView[] }>("/admin/webhooks");
    const report = await api.call<WebSubReport>("/admin/websub");
    const { title, intro, create } = view.texts.webhooks;
    return app.sendPage(reply, view, {
      title,
      at: "webhooks",
      main: html`<p>${intro}</p>
${webhookList(view, webhooks)}
<section aria-labelledby="new">
<h2 id="new">${create}</h2>
${webhookForm(view, places.webhooks, create, draft)}
</section>
${hubSection(view, report)}`,
      ...state,
    });
  }

  app.get("/webhooks", { schema: { querystring: Query } }, async (request, reply) => {
    const { said } = request.query;
    return sendList(request, reply, said === undefined ? {} : { said: request.view.texts.webhooks.said[said] });
  });

  app.post("/webhooks", { schema: { body: WebhookForm } }, async (request, reply) => {
    try {
      const body = settingsOf(request.body);
      const made = await request.api.call<WebhookView & { secret: string }>("/admin/webhooks", {
        method: "POST",
        body,
      });
      const { created } = request.view.texts.webhooks;
      const address = request.view.root + webhookPath(made.id);
      return await sendList(request, reply.code(201), {
        said: html`${created} <code class="secret">${made.secret}</code> <a href="${address}"><bdi>${made.url}</bdi></a>`,
      });
    } catch (error) {
      const refusal = refusalOf(error);
      return sendList(request, reply.code(refusal.status), { draft: request.body, failed: writeRefusal(refusal) });
    }
  });
};
