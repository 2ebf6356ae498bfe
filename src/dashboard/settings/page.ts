import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { ConfigFile } from "../../config/schema.ts";
import { html } from "../../render/html.ts";
import { refusalOf, seeOther, writeRefusal } from "../forms.ts";
import { csrfField, type Page, places, tokenField } from "../layout.ts";
import { mistakesIn, patchOf, readSettings, textsOf } from "../schema-form/form-values.ts";
import { fieldsOf } from "../schema-form/schema-fields.ts";
import { type FormState, writeFields } from "../schema-form/write-fields.ts";

const Query = Type.Object({ said: Type.Optional(Type.Enum(["saved", "same"])) });
const SettingsForm = Type.Record(Type.String(), Type.String());

/** Lists with pages of their own, and places on the machine, which change in the file alone. */
const withoutField = [
  "channels",
  "sources",
  ...["adminTokenFile", "dataDir", "feedsDir", "socket", "publishingUrl"].map((name) => `service.${name}`),
];
const fields = fieldsOf(ConfigFile, withoutField);
/** Everything but the groups that one changes most often. */
const lessUsual = fields.map(({ name }) => name).filter((name) => !["site", "schedule"].includes(name));

/** The page of settings. Changing them asks for the token. */
export const settingsPage: FastifyPluginAsyncTypebox = async (app) => {
  type State = Pick<Page, "failed" | "said"> & Partial<FormState>;
  async function sendSettings({ view, api }: FastifyRequest, reply: FastifyReply, given: State = {}) {
    const { texts, mistakes, ...state } = given;
    const { value, headers } = await api.send("/admin/settings");
    const { title, intro, restart, readOnly } = view.texts.settings;
    const form = { texts: texts ?? textsOf(fields, value), mistakes };
    const mayChange = view.may("admin");
    return app.sendPage(reply, view, {
      title,
      at: "settings",
      main: html`<p>${mayChange ? intro : readOnly}</p>
<form method="post" action="${view.root}${places.settings}">
${csrfField(view)}
<input type="hidden" name="etag" value="${String(headers.etag)}">
${writeFields(view, fields, form, lessUsual)}
${mayChange && html`<p class="soft">${restart}</p>\n${tokenField(view)}\n<p><button type="submit" class="primary">${view.texts.common.save}</button></p>`}
</form>`,
      ...state,
    });
  }

  app.get("/settings", { schema: { querystring: Query } }, async (request, reply) => {
    const { said } = request.query;
    return sendSettings(request, reply, { said: said && request.view.texts.settings.said[said] });
  });

  app.post("/settings", { schema: { body: SettingsForm } }, async (request, reply) => {
    const { etag = "*", token = "", ...texts } = request.body;
    const { settings, mistakes } = readSettings(fields, texts);
    if (mistakes.size > 0) {
      const failed = html`<p>${request.view.texts.settings.mistakes}</p>`;
      return sendSettings(request, reply.code(422), { texts, mistakes, failed });
    }
    const body = patchOf(fields, await request.api.call("/admin/settings"), settings);
    if (Object.keys(body).length === 0) return seeOther(reply, request.view, places.settings, "same");
    try {
      await request.api.call("/admin/settings", { method: "PATCH", body, token, headers: { "if-match": etag } });
      return seeOther(reply, request.view, places.settings, "saved");
    } catch (error) {
      const refusal = refusalOf(error);
      const state = { texts, mistakes: mistakesIn(refusal.message, (at) => at), failed: writeRefusal(refusal) };
      return sendSettings(request, reply.code(refusal.status), state);
    }
  });
};
