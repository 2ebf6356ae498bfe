import { randomUUID } from "node:crypto";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { Api } from "../../admin/api-client.ts";
import { CourantError } from "../../errors.ts";
import type { ArticlePreview } from "../../publish/preview.ts";
import { type HtmlValue, html } from "../../render/html.ts";
import { loadTimeZone } from "../../time-zone.ts";
import { csrfField, places } from "../layout.ts";
import { allowPictures } from "./csp.ts";
import { EditorForm, formOf, revisionsOf, type Stored, shownOf } from "./form.ts";
import { patchOf, withoutNulls } from "./patch.ts";
import { type LinkReport, previewParts } from "./preview.ts";
import { purgeLink } from "./purge.ts";
import { articlePath, contentOf, loadStored, storeForm } from "./store.ts";
import { conflictSection, type EditorState, type EditorSuggestions, editorForm, pathsOf } from "./write.ts";

const saidKeys = ["saved", "published", "scheduled", "unscheduled", "discarded", "restored"] as const;
const saidOf = {
  autosave: "saved",
  save: "saved",
  publish: "published",
  schedule: "scheduled",
  unschedule: "unscheduled",
  discard: "discarded",
} as const;

const Params = Type.Object({ id: Type.String() });
const Query = Type.Object({ said: Type.Optional(Type.Enum([...saidKeys])) });
const PreviewQuery = Type.Object({
  part: Type.Optional(Type.Literal("yes")),
  links: Type.Optional(Type.Literal("yes")),
});

type Sending = Omit<EditorState, "suggestions"> & { said?: string | undefined; failed?: HtmlValue; before?: HtmlValue };

/** The editor: it writes, saves, publishes and schedules an article, and previews it. */
export const editorPages: FastifyPluginAsyncTypebox = async (app) => {
  async function sendEditor({ view, api }: FastifyRequest, reply: FastifyReply, sending: Sending) {
    const { said, failed, before, ...state } = sending;
    const { editor: texts } = view.texts;
    const suggestions = await readSuggestions(api);
    allowPictures(reply);
    const title =
      shownOf(state.stored) === undefined ? texts.newTitle : state.form.title || view.texts.articles.untitled;
    return app.sendPage(reply, view, {
      title,
      at: "articles",
      main: html`${before}<div id="restored" class="notice" hidden></div><div id="elsewhere" class="notice" role="status" hidden></div>
${editorForm(view, { ...state, suggestions })}`,
      said,
      ...(failed ? { failed } : {}),
      scripts: ["editor.js"],
      styles: ["editor.css"],
    });
  }

  app.get("/articles/new", async (request, reply) => {
    const stored: Stored = {};
    const form = formOf(`urn:uuid:${randomUUID()}`, stored, loadTimeZone(request.view.timezone));
    return sendEditor(request, reply, { form, stored });
  });

  app.get("/articles/edit/:id", { schema: { params: Params, querystring: Query } }, async (request, reply) => {
    const { view, api, params, query } = request;
    const { editor: texts } = view.texts;
    const stored = await loadStored(api, params.id);
    const shown = shownOf(stored);
    if (stored.deleted !== undefined) {
      const main = html`<p dir="auto">${stored.deleted}</p>
<form method="post" action="${view.root}${places.articles}/bring-back">${csrfField(view)}<input type="hidden" name="id" value="${params.id}"><p><button type="submit" class="primary">${texts.bringBack}</button></p></form>
${purgeLink(view, params.id)}`;
      return app.sendPage(reply.code(410), view, { title: texts.deletedTitle, at: "articles", main });
    }
    if (!shown) throw new CourantError("ARTICLE_NOT_FOUND", view.texts.editor.notFound(params.id));
    const form = formOf(shown.id, stored, loadTimeZone(view.timezone));
    return sendEditor(request, reply, { form, stored, said: query.said && texts.said[query.said] });
  });

  app.post("/articles/save", { schema: { body: EditorForm } }, async (request, reply) => {
    const { view, api, body: form } = request;
    const wantsJson = /\bjson\b/.test(request.headers.accept ?? "");
    try {
      const outcome = await storeForm(api, form, loadTimeZone(view.timezone));
      if (outcome.kind === "conflict") {
        const next = { ...form, ...revisionsOf(outcome.stored) };
        const section = conflictSection(view, outcome.stored, next);
        if (wantsJson) return await reply.code(412).send({ ...revisionsOf(outcome.stored), conflict: section.source });
        return await sendEditor(request, reply.code(412), { form: next, stored: outcome.stored, before: section });
      }
      if (outcome.kind === "asks") {
        const stored = await loadStored(api, form.id);
        const failed = html`<p>${view.texts.editor.asks}</p>`;
        return await sendEditor(request, reply.code(422), { form, stored, questions: outcome.questions, failed });
      }
      const { stored } = outcome;
      if (wantsJson) {
        return await reply.send({
          ...revisionsOf(stored),
          at: stored.draft?._courant.saved_at,
          edit: pathsOf(form.id).edit,
        });
      }
      const { action } = form;
      const isGone = shownOf(stored) === undefined;
      const said = action === "delete" ? "" : `?said=${saidOf[action]}`;
      const place =
        isGone && action === "discard" ? `${places.articles}?said=deleted` : `${pathsOf(form.id).edit}${said}`;
      return await reply
        .code(303)
        .header("location", view.root + place)
        .send();
    } catch (error) {
      if (wantsJson || !(error instanceof CourantError) || error.status >= 500 || error.code === "UNAUTHORIZED")
        throw error;
      const stored = await loadStored(api, form.id);
      const next = { ...form, ...revisionsOf(stored) };
      return sendEditor(request, reply.code(error.status), {
        form: next,
        stored,
        failed: html`<p dir="auto">${error.message}</p>`,
      });
    }
  });

  app.post("/articles/bring-back", { schema: { body: Params } }, async ({ api, view, body: { id } }, reply) => {
    await api.call(`${articlePath(id)}/restore`, { method: "POST", body: {} });
    return reply
      .code(303)
      .header("location", `${view.root}${pathsOf(id).edit}?said=restored`)
      .send();
  });

  app.post("/articles/preview", { schema: { body: EditorForm, querystring: PreviewQuery } }, async (request, reply) => {
    const { view, api, body: form, query } = request;
    const { editor: texts } = view.texts;
    const zone = loadTimeZone(view.timezone);
    const stored = await loadStored(api, form.id);
    const { patch, questions } = patchOf(form, await contentOf(api, form), { stored, zone, withSchedule: true });
    const article = previewed(form.id, stored, patch);
    const send = { method: "POST", body: article } as const;
    const preview = await api.call<ArticlePreview>("/admin/articles/preview", send);
    const links = query.links && (await api.call<LinkReport>("/admin/articles/links", send));
    const parts = previewParts(view, preview, { links, questions });
    if (query.part) return reply.type("text/html; charset=utf-8").send(parts.source);
    allowPictures(reply);
    return app.sendPage(reply, view, {
      title: `${texts.preview.title}: ${form.title || view.texts.articles.untitled}`,
      at: "articles",
      main: html`<div class="preview">${parts}</div>`,
      styles: ["editor.css"],
    });
  });
};

/** Returns the article that a patch makes of what is stored. */
function previewed(id: string, stored: Stored, patch: Record<string, unknown>): object {
  const { _courant, ...shown } = shownOf(stored) ?? { _courant: {} };
  const { draft: _, publish_at: __, ...courant } = _courant as Record<string, unknown>;
  const { publish_at: ___, ...changes } = patch._courant as Record<string, unknown>;
  return withoutNulls({ ...shown, ...patch, id, _courant: { ...courant, ...changes } });
}

export async function readSuggestions(api: Api): Promise<EditorSuggestions> {
  const values = async (facet: string) =>
    (await api.call<{ values: string[] }>(`/admin/values?facet=${facet}&limit=50`)).values;
  const [tags, authors] = await Promise.all([values("tag"), values("author")]);
  return { tags, authors };
}
