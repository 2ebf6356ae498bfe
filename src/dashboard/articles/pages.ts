import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import type { Api } from "../../admin/api-client.ts";
import { CourantError } from "../../errors.ts";
import { html } from "../../render/html.ts";
import type { DashboardOptions } from "../dashboard.ts";
import { places } from "../layout.ts";
import { bulkForm, failedList, outcomeSection } from "./bulk-form.ts";
import { bulkActions, type ChangeOutcome, changeArticle, readChoice, undoChange } from "./changes.ts";
import { filterForm, type Suggestions } from "./filter-form.ts";
import { Filters, readPageQuery } from "./filters.ts";
import { readRows } from "./rows.ts";

const names = Type.Array(Type.String({ maxLength: 12_000 }), { default: [], maxItems: 1000 });

const BulkForm = Type.Object({
  back: Type.String({ default: "", maxLength: 60_000 }),
  action: Type.Enum([...bulkActions]),
  all: Type.Optional(Type.Literal("yes")),
  "chosen[]": names,
  "row[]": names,
  tag: Type.String({ default: "", maxLength: 10_000 }),
  token: Type.String({ default: "", maxLength: 4096 }),
});

const UndoForm = Type.Object({ back: Type.String({ default: "", maxLength: 60_000 }), "mark[]": names });

const ListQuery = Type.Object({
  ...Filters.properties,
  said: Type.Optional(Type.Enum(["deleted", "published", "purged", "purging"])),
});

/** The action that happened before the list is shown. */
type State = { outcomes?: readonly ChangeOutcome[]; said?: string | undefined; failed?: string | undefined };

/** The list of articles and drafts: it searches, filters, sorts, and changes many at once. */
export const articlePages: FastifyPluginAsyncTypebox<Pick<DashboardOptions, "clock">> = async (app, { clock }) => {
  async function sendList({ view, api }: FastifyRequest, reply: FastifyReply, filters: Filters, state: State = {}) {
    const { outcomes = [], said, failed } = state;
    // The headlines of articles without a title need what reads HTML, which takes 15 MB.
    const { articleTable } = await import("./list.ts");
    const [page, suggestions] = await Promise.all([
      readRows(api, filters, view.timezone, clock.now()),
      readSuggestions(api),
    ]);
    const failures = failed === undefined ? failedList(view, outcomes) : html`<p>${failed}</p>`;
    return app.sendPage(reply, view, {
      title: view.texts.articles.title,
      at: "articles",
      actions:
        view.may("write") &&
        html`<a class="button primary" href="${view.root}${places.articles}/new">${view.texts.articles.create}</a>`,
      main: html`${outcomeSection(view, outcomes, filters)}${filterForm(view, filters, suggestions)}
${articleTable(view, page, filters)}
${page.rows.length > 0 && bulkForm(view, filters)}`,
      said,
      ...(failures && { failed: failures }),
      scripts: ["articles.js"],
      styles: ["articles.css"],
    });
  }

  app.get("/articles", { schema: { querystring: ListQuery } }, async (request, reply) => {
    const { said, ...filters } = request.query;
    try {
      return await sendList(request, reply, filters, { said: said && request.view.texts.articles.said[said] });
    } catch (error) {
      // The mistake is in what was asked for: the form shows it, over a list that can be read.
      if (!(error instanceof CourantError) || error.status !== 400) throw error;
      const { state = "" } = filters;
      return sendList(request, reply.code(400), { state }, { failed: error.message });
    }
  });

  app.post("/articles/bulk", { schema: { body: BulkForm } }, async (request, reply) => {
    const { back, action, all, "chosen[]": chosen, "row[]": rows, tag, token } = request.body;
    const { api, view } = request;
    const { articles: texts } = view.texts;
    const filters = readPageQuery(back);
    const choices = (all === "yes" ? rows : chosen).flatMap((choice) => readChoice(choice) ?? []);
    const missing =
      choices.length === 0
        ? texts.nothingChosen
        : (action === "tag" || action === "untag") && tag.trim() === ""
          ? texts.tagMissing
          : action === "delete" && token.trim() === ""
            ? texts.tokenMissing
            : undefined;
    if (missing !== undefined) return sendList(request, reply.code(400), filters, { failed: missing });
    const outcomes: ChangeOutcome[] = [];
    for (const choice of choices) {
      const input = { action, tag: tag.trim(), token: token.trim(), now: clock.now() };
      const outcome = await changeArticle(api, choice, input);
      outcomes.push(outcome);
      // A wrong token is wrong for all of them, and each try slows the sender down.
      if (action === "delete" && outcome.code === "UNAUTHORIZED") break;
    }
    const done = outcomes.filter(({ failed }) => failed === undefined).length;
    return sendList(request, reply, filters, { outcomes, said: done > 0 ? texts.done[action](done) : undefined });
  });

  app.post("/articles/undo", { schema: { body: UndoForm } }, async (request, reply) => {
    const { back, "mark[]": marks } = request.body;
    // An article comes back before the draft that stands beside it.
    const inOrder = [...marks].sort();
    const outcomes: ChangeOutcome[] = [];
    for (const mark of inOrder) outcomes.push(await undoChange(request.api, mark, clock.now()));
    const done = outcomes.filter(({ failed }) => failed === undefined).length;
    const said = done > 0 ? request.view.texts.articles.undone(done) : undefined;
    return sendList(request, reply, readPageQuery(back), { outcomes, said });
  });
};

const suggestionCount = 50;

async function readSuggestions(api: Api): Promise<Suggestions> {
  const values = async (facet: string) =>
    (await api.call<{ values: string[] }>(`/admin/values?facet=${facet}&limit=${suggestionCount}`)).values;
  const [tags, authors, { channels }, { sources }] = await Promise.all([
    values("tag"),
    values("author"),
    api.call<{ channels: Suggestions["channels"] }>("/admin/channels"),
    api.call<{ sources: { url: string }[] }>("/admin/sources"),
  ]);
  return { tags, authors, channels, sources: sources.map(({ url }) => url) };
}
