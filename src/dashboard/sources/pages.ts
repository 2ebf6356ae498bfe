import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { html } from "../../render/html.ts";
import type { SourcePreview } from "../../sources/preview.ts";
import { refusalOf, seeOther, writeRefusal } from "../forms.ts";
import { csrfField, type Page, places } from "../layout.ts";
import { mistakesIn, readSettings, textsOf } from "../schema-form/form-values.ts";
import { type FormState, writeFields } from "../schema-form/write-fields.ts";
import { addOnePages } from "./one-pages.ts";
import { lessUsual, placeOf, sourceFields } from "./source-fields.ts";
import { previewSection, type SourceView, sourceList } from "./write.ts";

const saidKeys = ["added", "polling", "paused", "resumed", "removed"] as const;
const Query = Type.Object({ said: Type.Optional(Type.Enum([...saidKeys])) });
const SourceForm = Type.Record(Type.String(), Type.String());

/** The pages of sources. */
export const sourcePages: FastifyPluginAsyncTypebox = async (app) => {
  addOnePages(app, sendSources);

  type State = Pick<Page, "failed" | "said"> & Partial<FormState> & { preview?: SourcePreview };
  async function sendSources({ view, api }: FastifyRequest, reply: FastifyReply, given: State = {}) {
    const { texts, mistakes, preview, ...state } = given;
    const { sources } = await api.call<{ sources: SourceView[] }>("/admin/sources");
    const { title, intro, pollAll } = view.texts.sources;
    const form = { texts: texts ?? textsOf(sourceFields, {}), mistakes };
    return app.sendPage(reply, view, {
      title,
      at: "sources",
      actions:
        sources.length > 0 &&
        view.may("regenerate") &&
        html`<form method="post" action="${view.root}${places.sources}/poll">${csrfField(view)}<button type="submit">${pollAll}</button></form>`,
      main: html`<p>${intro}</p>
${sourceList(view, sources)}
${preview && previewSection(view, preview)}
${view.may("admin") && newForm(view, form)}`,
      ...state,
    });
  }

  app.get("/sources", { schema: { querystring: Query } }, async (request, reply) => {
    const { said } = request.query;
    return sendSources(request, reply, { said: said && request.view.texts.sources.said[said] });
  });

  app.post("/sources", { schema: { body: SourceForm } }, async (request, reply) => {
    const { action = "preview", ...texts } = request.body;
    const { settings } = readSettings(sourceFields, texts);
    try {
      if (action === "add") {
        const call = { method: "POST", body: settings, headers: { prefer: "respond-async" } } as const;
        await request.api.call("/admin/sources", call);
        return seeOther(reply, request.view, places.sources, "added");
      }
      const call = { method: "POST", body: settings } as const;
      const preview = await request.api.call<SourcePreview>("/admin/sources/preview", call);
      return await sendSources(request, reply, { texts, preview });
    } catch (error) {
      const refusal = refusalOf(error);
      const mistakes = mistakesIn(refusal.message, placeOf);
      return sendSources(request, reply.code(refusal.status), { texts, mistakes, failed: writeRefusal(refusal) });
    }
  });
};

function newForm(view: FastifyRequest["view"], state: FormState) {
  const { add, preview } = view.texts.sources;
  return html`<section aria-labelledby="new">
<h2 id="new">${add}</h2>
<form method="post" action="${view.root}${places.sources}">
${csrfField(view)}
${writeFields(view, sourceFields, state, lessUsual)}
<p class="row"><button type="submit" name="action" value="preview">${preview}</button> <button type="submit" name="action" value="add" class="primary">${add}</button></p>
</form>
</section>`;
}
