import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { ErasureResult } from "../../erasure/eraser.ts";
import { type Html, html } from "../../render/html.ts";
import { refusalOf, seeOther } from "../forms.ts";
import { csrfField, places, tokenField } from "../layout.ts";
import type { View } from "../view.ts";
import { shownOf } from "./form.ts";
import { articlePath, loadStored } from "./store.ts";
import { pathsOf } from "./write.ts";

const Params = Type.Object({ id: Type.String() });
const Form = Type.Object({ csrf: Type.String(), token: Type.String(), id: Type.String() });

/** The page on which an article is erased for good, once the token is typed again. */
export const purgePages: FastifyPluginAsyncTypebox = async (app) => {
  async function sendPurge({ view, api }: FastifyRequest, reply: FastifyReply, id: string, failed?: string) {
    const texts = view.texts.editor;
    const stored = await loadStored(api, id);
    const title = shownOf(stored)?.title ?? id;
    return app.sendPage(reply, view, {
      title: texts.purge.title,
      at: "articles",
      actions: html`<a class="button" href="${view.root}${pathsOf(id).edit}">${texts.backToEditor}</a>`,
      main: html`<p dir="auto"><strong>${title}</strong></p>
<p>${texts.purge.explanation}</p>
<ul>${texts.purge.parts.map((part) => html`<li>${part}</li>`)}</ul>
<p class="notice">${texts.purge.backups}</p>
<form method="post" action="${view.root}${places.articles}/purge">${csrfField(view)}<input type="hidden" name="id" value="${id}">
${tokenField(view)}
<p><button type="submit" class="danger">${texts.purge.confirm}</button></p></form>`,
      ...(failed !== undefined && { failed: html`<p dir="auto">${failed}</p>` }),
    });
  }

  app.get("/articles/purge/:id", { schema: { params: Params } }, async (request, reply) =>
    sendPurge(request, reply, request.params.id),
  );

  app.post("/articles/purge", { schema: { body: Form } }, async (request, reply) => {
    const { id, token } = request.body;
    try {
      const { unfinished } = await request.api.call<ErasureResult>(`${articlePath(id)}/purge`, {
        method: "POST",
        body: {},
        token,
      });
      return seeOther(reply, request.view, places.articles, unfinished === undefined ? "purged" : "purging");
    } catch (error) {
      const { status, message } = refusalOf(error);
      return sendPurge(request, reply.code(status), id, message);
    }
  });
};

/** Writes the link to the page on which an article is erased, for those who may do it. */
export function purgeLink(view: View, id: string): Html | undefined {
  if (!view.may("admin")) return undefined;
  return html`<p><a href="${view.root}${places.articles}/purge/${encodeURIComponent(id)}">${view.texts.editor.purge.link}</a></p>`;
}
