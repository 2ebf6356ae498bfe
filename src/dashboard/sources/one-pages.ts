import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { html } from "../../render/html.ts";
import { refusalOf, seeOther, writeRefusal } from "../forms.ts";
import { csrfField, type Page, places } from "../layout.ts";
import { mistakesIn, patchOf, readSettings, textsOf } from "../schema-form/form-values.ts";
import { type FormState, writeFields } from "../schema-form/write-fields.ts";
import { lessUsual, placeOf, sourceFields } from "./source-fields.ts";
import { type SourceView, sourcePath } from "./write.ts";

type App = Parameters<import("@fastify/type-provider-typebox").FastifyPluginAsyncTypebox>[0];
type SendSources = (request: FastifyRequest, reply: FastifyReply, state: Pick<Page, "failed">) => Promise<unknown>;

const Params = Type.Object({ id: Type.String() });
const Query = Type.Object({ said: Type.Optional(Type.Enum(["saved", "same"])) });
const SourceForm = Type.Record(Type.String(), Type.String());
const Confirmation = Type.Object({ csrf: Type.String() });

/** The changes of single sources by a button, each with the body of its PATCH. */
const switches = [
  ["pause", { paused: true }, "paused"],
  ["resume", { paused: false }, "resumed"],
] as const;

/** Adds the page of one source, and the buttons for sources. @param sendSources answers with the list */
export function addOnePages(app: App, sendSources: SendSources): void {
  type State = Pick<Page, "failed" | "said"> & Partial<FormState>;
  async function sendOne({ view, api }: FastifyRequest, reply: FastifyReply, id: string, given: State) {
    const { texts, mistakes, ...state } = given;
    const source = await api.call<SourceView>(`/admin/sources/${encodeURIComponent(id)}`);
    const { title, remove, removeSure } = view.texts.sources;
    const form = { texts: texts ?? textsOf(sourceFields, source), mistakes };
    return app.sendPage(reply, view, {
      title: source.url,
      at: "sources",
      main: html`<p><a href="${view.root}${places.sources}">${title}</a></p>
<form method="post" action="${view.root}${sourcePath(id)}">
${csrfField(view)}
${writeFields(view, sourceFields, form, lessUsual)}
<p><button type="submit" class="primary">${view.texts.common.save}</button></p>
</form>
<details class="sure">
<summary class="button">${remove}</summary>
<form method="post" action="${view.root}${sourcePath(id)}/delete">
${csrfField(view)}
<p>${removeSure}</p>
<button type="submit" class="danger">${remove}</button>
</form>
</details>`,
      ...state,
    });
  }

  app.get("/sources/:id", { schema: { params: Params, querystring: Query } }, async (request, reply) => {
    const { said } = request.query;
    return sendOne(request, reply, request.params.id, { said: said && request.view.texts.sources.said[said] });
  });

  app.post("/sources/:id", { schema: { params: Params, body: SourceForm } }, async (request, reply) => {
    const { id } = request.params;
    const path = `/admin/sources/${encodeURIComponent(id)}`;
    const { settings } = readSettings(sourceFields, request.body);
    const body = patchOf(sourceFields, await request.api.call(path), settings);
    if (Object.keys(body).length === 0) return seeOther(reply, request.view, sourcePath(id), "same");
    try {
      const changed = await request.api.call<SourceView>(path, { method: "PATCH", body });
      return seeOther(reply, request.view, sourcePath(changed.id), "saved");
    } catch (error) {
      const refusal = refusalOf(error);
      const mistakes = mistakesIn(refusal.message, placeOf);
      const state = { texts: request.body, mistakes, failed: writeRefusal(refusal) };
      return sendOne(request, reply.code(refusal.status), id, state);
    }
  });

  /** Makes a change, and goes back to the list; a refusal stands on the list. */
  async function change(request: FastifyRequest, reply: FastifyReply, said: string, make: () => Promise<unknown>) {
    try {
      await make();
      return seeOther(reply, request.view, places.sources, said);
    } catch (error) {
      const refusal = refusalOf(error);
      return sendSources(request, reply.code(refusal.status), { failed: writeRefusal(refusal) });
    }
  }

  const confirmed = { schema: { params: Params, body: Confirmation } };
  for (const [name, body, said] of switches) {
    app.post(`/sources/:id/${name}`, confirmed, async (request, reply) => {
      const path = `/admin/sources/${encodeURIComponent(request.params.id)}`;
      return change(request, reply, said, () => request.api.call(path, { method: "PATCH", body }));
    });
  }
  app.post("/sources/:id/delete", confirmed, async (request, reply) => {
    const path = `/admin/sources/${encodeURIComponent(request.params.id)}`;
    return change(request, reply, "removed", () => request.api.call(path, { method: "DELETE" }));
  });

  const poll = (request: FastifyRequest, body: object) =>
    request.api.call("/admin/sources/poll", { method: "POST", body, headers: { prefer: "respond-async" } });
  app.post("/sources/:id/poll", confirmed, async (request, reply) =>
    change(request, reply, "polling", () => poll(request, { url: request.params.id })),
  );
  app.post("/sources/poll", { schema: { body: Confirmation } }, async (request, reply) =>
    change(request, reply, "polling", () => poll(request, {})),
  );
}
