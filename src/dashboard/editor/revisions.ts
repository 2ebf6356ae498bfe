import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { FieldDifference } from "../../article/difference.ts";
import { CourantError } from "../../errors.ts";
import { type Html, html } from "../../render/html.ts";
import type { ListedRevision } from "../../stores/revisions.ts";
import { csrfField, places } from "../layout.ts";
import type { View } from "../view.ts";
import { purgeLink } from "./purge.ts";
import { articlePath } from "./store.ts";
import { pathsOf } from "./write.ts";

const number = Type.Optional(Type.Integer({ minimum: 1 }));
const Params = Type.Object({ id: Type.String() });
const Query = Type.Object({ from: number, to: number });
const RestoreForm = Type.Object({ id: Type.String(), revision: Type.Integer({ minimum: 1 }) });

type Revisions = { revisions: ListedRevision[] };
type Difference = { from: number; to: number; fields: FieldDifference[] };

/** The revisions of an article: their list, how two of them differ, and how one becomes the present one again. */
export const revisionPages: FastifyPluginAsyncTypebox = async (app) => {
  app.get("/articles/revisions/:id", { schema: { params: Params, querystring: Query } }, async (request, reply) => {
    const { view, api, params, query } = request;
    const texts = view.texts.editor;
    const path = articlePath(params.id);
    const { revisions } = await api.call<Revisions>(`${path}/revisions`);
    const from = query.from ?? revisions[1]?.revision;
    const to = query.to ?? revisions[0]?.revision;
    const isPair = from !== undefined && to !== undefined && from !== to;
    const difference = isPair && (await api.call<Difference>(`${path}/revisions/${from}/difference?to=${to}`));
    return app.sendPage(reply, view, {
      title: texts.revisions,
      at: "articles",
      actions: html`<a class="button" href="${view.root}${pathsOf(params.id).edit}">${texts.backToEditor}</a>`,
      main: html`${revisionList(view, params.id, revisions, { from, to })}
${difference && differenceSection(view, difference)}
${purgeLink(view, params.id)}`,
      styles: ["editor.css"],
    });
  });

  app.post("/articles/revert", { schema: { body: RestoreForm } }, async ({ api, view, body }, reply) => {
    const { id, revision } = body;
    await api.call(`${articlePath(id)}/revisions/${revision}/restore`, { method: "POST", body: {} });
    return reply
      .code(303)
      .header("location", `${view.root}${pathsOf(id).edit}?said=restored`)
      .send();
  });
};

type Pair = { from: number | undefined; to: number | undefined };

function revisionList(view: View, id: string, revisions: Revisions["revisions"], { from, to }: Pair): Html {
  const texts = view.texts.editor;
  const { columns } = texts;
  if (revisions.length === 0) throw new CourantError("ARTICLE_NOT_FOUND", texts.notFound(id));
  const choice = (name: string, revision: number, chosen: number | undefined, label: string) =>
    html`<input type="radio" name="${name}" value="${String(revision)}" form="compare" aria-label="${label} ${String(revision)}"${revision === chosen ? html` checked` : undefined}>`;
  const row = ({ revision, at, by, kind, current }: Revisions["revisions"][number]) => html`<tr>
<td>${choice("from", revision, from, columns.from)}</td>
<td>${choice("to", revision, to, columns.to)}</td>
<th scope="row">${String(revision)}</th>
<td>${view.moment(at)}</td>
<td><bdi>${by}</bdi></td>
<td><span class="state ${kind === "published" ? "good" : ""}">${view.texts.articles.states[kind]}</span>${current && html` ${texts.current}`}</td>
<td>${!current && view.may(kind === "published" ? "publish" : "write") && restoreForm(view, id, { revision, kind })}</td>
</tr>
`;
  return html`<form id="compare" action="${view.root}${pathsOf(id).revisions}"></form>
<section class="table" tabindex="0" aria-label="${texts.revisions}">
<table>
<thead><tr><th scope="col">${columns.from}</th><th scope="col">${columns.to}</th><th scope="col">${columns.revision}</th><th scope="col">${columns.at}</th><th scope="col">${columns.by}</th><th scope="col">${columns.kind}</th><th scope="col"><span class="hidden">${columns.actions}</span></th></tr></thead>
<tbody>
${revisions.map(row)}</tbody>
</table>
</section>
<p><button type="submit" form="compare">${texts.compare}</button></p>`;
}

function restoreForm(view: View, id: string, { revision, kind }: Pick<ListedRevision, "revision" | "kind">): Html {
  const { restore } = view.texts.editor;
  return html`<form method="post" action="${view.root}${places.articles}/revert">${csrfField(view)}<input type="hidden" name="id" value="${id}"><input type="hidden" name="revision" value="${String(revision)}"><button type="submit">${restore[kind]}</button></form>`;
}

function differenceSection(view: View, { from, to, fields }: Difference): Html {
  const texts = view.texts.editor;
  return html`<section aria-labelledby="difference"><h2 id="difference">${texts.difference(from, to)}</h2>
${fields.length === 0 && html`<p>${texts.same}</p>`}
${fields.map((field) => html`<h3><code>${field.field.slice(1)}</code></h3>${fieldDifference(view, field)}`)}
</section>`;
}

function fieldDifference({ texts }: View, field: FieldDifference): Html {
  if ("changes" in field) {
    return html`<pre class="difference" dir="auto" tabindex="0">${field.changes.map(({ kind, text }) =>
      kind === "added" ? html`<ins>${text}</ins>` : kind === "removed" ? html`<del>${text}</del>` : text,
    )}</pre>`;
  }
  const written = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, undefined, 1));
  return html`<dl class="facts"><dt>${texts.editor.before}</dt><dd><del>${written(field.from) ?? texts.common.none}</del></dd><dt>${texts.editor.after}</dt><dd><ins>${written(field.to) ?? texts.common.none}</ins></dd></dl>`;
}
