import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { type Channel, ConfigFile } from "../../config/schema.ts";
import { html } from "../../render/html.ts";
import { refusalOf, seeOther, writeRefusal } from "../forms.ts";
import { csrfField, type Page, places } from "../layout.ts";
import { type FormTexts, mistakesIn, patchOf, readSettings, textsOf } from "../schema-form/form-values.ts";
import { fieldsOf } from "../schema-form/schema-fields.ts";
import { type FormState, writeFields } from "../schema-form/write-fields.ts";
import {
  findWithdrawal,
  readWithdrawal,
  type Withdrawal,
  withdrawalCheckbox,
  withdrawalNote,
  withdrawalQuestion,
} from "./withdrawal.ts";
import { channelActions, channelList, channelPath } from "./write.ts";

const Query = Type.Object({ said: Type.Optional(Type.Enum(["added", "saved", "same", "moved", "retired"])) });
/** The conditions of the list of articles whose search becomes a channel. */
const NewQuery = Type.Partial(Type.Object({ search: Type.String(), tag: Type.String(), author: Type.String() }));
const Params = Type.Object({ slug: Type.String() });
const ChannelForm = Type.Record(Type.String(), Type.String());
const MoveForm = Type.Object({ csrf: Type.String(), slug: Type.String() });
const Confirmation = Type.Object({ csrf: Type.String() });

const newFields = fieldsOf(ConfigFile.properties.channels.items);
/** A channel moves by a form of its own, because readers notice. */
const editFields = fieldsOf(ConfigFile.properties.channels.items, ["slug"]);
const lessUsual = ["podcast", "content", "maxBytes", "archive", "maxAge", "downloadsPerHour", "deltas"];

/** Returns the field of a place in the configuration, such as `channels[2].limit`. */
const placeOf = (at: string) => /^channels\[\d+\]\.(.+)$/.exec(at)?.[1];

/** The pages of channels: a list, a form for a new one, and one for each. */
export const channelPages: FastifyPluginAsyncTypebox = async (app) => {
  async function sendList({ view, api }: FastifyRequest, reply: FastifyReply, said?: string) {
    const { channels } = await api.call<{ channels: Channel[] }>("/admin/channels");
    const { title, intro, add, automatic } = view.texts.channels;
    return app.sendPage(reply, view, {
      title,
      at: "channels",
      actions:
        view.may("admin") && html`<a class="button primary" href="${view.root}${places.channels}/new">${add}</a>`,
      main: html`<p>${intro}</p>
${channelList(view, channels)}
<p class="soft">${automatic}</p>`,
      said,
    });
  }

  function sendNew(
    { view }: FastifyRequest,
    reply: FastifyReply,
    { withdrawn, ...state }: FormState & { withdrawn?: Withdrawal },
    failed?: Page["failed"],
  ) {
    const { title, add } = view.texts.channels;
    return app.sendPage(reply, view, {
      title: add,
      at: "channels",
      main: html`<p><a href="${view.root}${places.channels}">${title}</a></p>
<form method="post" action="${view.root}${places.channels}">
${csrfField(view)}
${writeFields(view, newFields, state, lessUsual)}
${withdrawn && withdrawalCheckbox(view)}
<p><button type="submit" class="primary">${add}</button></p>
</form>`,
      failed,
    });
  }

  type OneState = Pick<Page, "failed" | "said"> & Partial<FormState> & { slug?: string; withdrawn?: Withdrawal };
  async function sendOne({ view, api }: FastifyRequest, reply: FastifyReply, slug: string, given: OneState = {}) {
    const { texts, mistakes, slug: typed, withdrawn, ...state } = given;
    const { value: channel, headers } = await api.send<Channel>(`/admin/channels/${encodeURIComponent(slug)}`);
    const { channels } = view.texts;
    const form = { texts: texts ?? textsOf(editFields, channel), mistakes };
    const withdrawal = view.may("admin") ? await readWithdrawal(api, { ...channel, access: "private" }) : {};
    return app.sendPage(reply, view, {
      title: channels.edit(channel.title),
      at: "channels",
      main: html`<p><a href="${view.root}${places.channels}">${channels.title}</a></p>
${withdrawalNote(view, channel, withdrawal)}
${channelActions(view, slug, typed)}
<form method="post" action="${view.root}${channelPath(slug)}">
${csrfField(view)}
<input type="hidden" name="etag" value="${String(headers.etag)}">
${writeFields(view, editFields, form, lessUsual)}
${withdrawn && withdrawalCheckbox(view)}
<p><button type="submit" class="primary">${view.texts.common.save}</button></p>
</form>`,
      ...state,
    });
  }

  app.get("/channels", { schema: { querystring: Query } }, async (request, reply) => {
    const { said } = request.query;
    return sendList(request, reply, said && request.view.texts.channels.said[said]);
  });

  app.get("/channels/new", { schema: { querystring: NewQuery } }, async (request, reply) => {
    const { search, tag, author } = request.query;
    const select = { search, ...(tag && { tags: [tag] }), ...(author && { authors: [author] }) };
    return sendNew(request, reply, { texts: textsOf(newFields, { select }) });
  });

  app.post("/channels", { schema: { body: ChannelForm } }, async (request, reply) => {
    const { withdraw, ...texts }: FormTexts = request.body;
    const { settings, mistakes } = readSettings(newFields, texts);
    if (mistakes.size > 0) return sendNew(request, reply.code(422), { texts, mistakes }, mistakesWords(request));
    const withdrawn = await findWithdrawal(request.api, undefined, settings);
    if (withdrawn && withdraw !== "yes") {
      return sendNew(request, reply.code(422), { texts, withdrawn }, withdrawalQuestion(request.view, withdrawn));
    }
    try {
      await request.api.call("/admin/channels", { method: "POST", body: settings });
      return seeOther(reply, request.view, places.channels, "added");
    } catch (error) {
      const refusal = refusalOf(error);
      const state = { texts, mistakes: mistakesIn(refusal.message, placeOf) };
      return sendNew(request, reply.code(refusal.status), state, writeRefusal(refusal));
    }
  });

  app.get("/channels/edit/:slug", { schema: { params: Params, querystring: Query } }, async (request, reply) => {
    const { said } = request.query;
    return sendOne(request, reply, request.params.slug, { said: said && request.view.texts.channels.said[said] });
  });

  app.post("/channels/edit/:slug", { schema: { params: Params, body: ChannelForm } }, async (request, reply) => {
    const { slug } = request.params;
    const { etag = "*", withdraw, ...texts } = request.body;
    const { settings, mistakes } = readSettings(editFields, texts);
    if (mistakes.size > 0) {
      return sendOne(request, reply.code(422), slug, { texts, mistakes, failed: mistakesWords(request) });
    }
    const path = `/admin/channels/${encodeURIComponent(slug)}`;
    const present = await request.api.call<Channel>(path);
    const body = patchOf(editFields, present, settings);
    if (Object.keys(body).length === 0) return seeOther(reply, request.view, channelPath(slug), "same");
    const withdrawn = await findWithdrawal(request.api, present, { ...settings, slug });
    if (withdrawn && withdraw !== "yes") {
      const failed = withdrawalQuestion(request.view, withdrawn);
      return sendOne(request, reply.code(422), slug, { texts, failed, withdrawn });
    }
    try {
      await request.api.call(path, { method: "PATCH", body, headers: { "if-match": etag } });
      return seeOther(reply, request.view, channelPath(slug), "saved");
    } catch (error) {
      const refusal = refusalOf(error);
      const state = { texts, mistakes: mistakesIn(refusal.message, placeOf), failed: writeRefusal(refusal) };
      return sendOne(request, reply.code(refusal.status), slug, state);
    }
  });

  app.post("/channels/edit/:slug/move", { schema: { params: Params, body: MoveForm } }, async (request, reply) => {
    const { slug } = request.params;
    const to = request.body.slug.trim();
    try {
      await request.api.call(`/admin/channels/${encodeURIComponent(slug)}/move`, {
        method: "POST",
        body: { slug: to },
      });
      return seeOther(reply, request.view, channelPath(to), "moved");
    } catch (error) {
      const refusal = refusalOf(error);
      return sendOne(request, reply.code(refusal.status), slug, { slug: to, failed: writeRefusal(refusal) });
    }
  });

  app.post(
    "/channels/edit/:slug/retire",
    { schema: { params: Params, body: Confirmation } },
    async (request, reply) => {
      const { slug } = request.params;
      try {
        await request.api.call(`/admin/channels/${encodeURIComponent(slug)}`, { method: "DELETE" });
        return seeOther(reply, request.view, places.channels, "retired");
      } catch (error) {
        const refusal = refusalOf(error);
        return sendOne(request, reply.code(refusal.status), slug, { failed: writeRefusal(refusal) });
      }
    },
  );
};

function mistakesWords({ view }: FastifyRequest) {
  return html`<p>${view.texts.settings.mistakes}</p>`;
}
