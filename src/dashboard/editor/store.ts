import type { Api } from "../../admin/api-client.ts";
import type { Article, Draft } from "../../article/article.ts";
import { type DraftArticle, isDraft } from "../../article/draft-article.ts";
import { escapeHtml } from "../../article/plain-text.ts";
import { CourantError } from "../../errors.ts";
import type { TimeZone } from "../../time-zone.ts";
import { type EditorForm, revisionsOf, type Stored, shownOf } from "./form.ts";
import { type DateQuestion, patchOf, withoutNulls } from "./patch.ts";

/** How a form was stored: whole, or not because of its dates, or not because somebody else has changed the article. */
export type SaveOutcome =
  | { kind: "saved"; stored: Stored; questions: DateQuestion[] }
  | { kind: "asks"; questions: DateQuestion[] }
  | { kind: "conflict"; stored: Stored };

export function articlePath(id: string): string {
  return `/admin/articles/${encodeURIComponent(id)}`;
}

/** Reads what is stored of an article. */
export async function loadStored(api: Api, id: string): Promise<Stored> {
  try {
    const shown = await api.call<Article | DraftArticle>(articlePath(id));
    if (isDraft(shown)) return { draft: shown };
    return { published: shown, draft: await findDraft(api, id) };
  } catch (error) {
    if (!(error instanceof CourantError) || error.code === "ARTICLE_PURGED") throw error;
    if (error.status !== 404 && error.status !== 410) throw error;
    return error.status === 410 ? { deleted: error.message } : {};
  }
}

async function findDraft(api: Api, id: string): Promise<DraftArticle | undefined> {
  try {
    return await api.call<DraftArticle>(`${articlePath(id)}/draft`);
  } catch (error) {
    if (error instanceof CourantError && error.status === 404) return undefined;
    throw error;
  }
}

/** Returns the content of a form as HTML; a thread converts Markdown. */
export async function contentOf(api: Api, { format, content, title }: EditorForm): Promise<string> {
  if (format !== "markdown" || content.trim() === "") return content;
  const converted = await api.call<Draft>("/admin/convert?format=markdown", {
    method: "POST",
    text: content,
    headers: { "content-type": "text/markdown" },
  });
  // The first heading is the title only where there is no other.
  const heading =
    converted.title !== undefined && title.trim() !== "" ? `<h1>${escapeHtml(converted.title)}</h1>\n` : "";
  return heading + (converted.content_html ?? "");
}

/**
 * Carries out an action of the editor. It changes nothing if what is stored is not what the form was made from.
 * @throws the refusals of the API. What was saved before one stays saved as a draft
 */
export async function storeForm(api: Api, form: EditorForm, zone: TimeZone): Promise<SaveOutcome> {
  const { id, action } = form;
  const stored = await loadStored(api, id);
  const { published, draft } = revisionsOf(stored);
  if (published !== form.published || draft !== form.draft) return { kind: "conflict", stored };
  const isEdit = ["autosave", "save", "publish", "schedule"].includes(action);
  const questions = isEdit ? await saveDraft(api, form, { stored, zone }) : [];
  if (questions.length > 0 && action !== "autosave") return { kind: "asks", questions };
  const path = articlePath(id);
  const condition = { "if-match": `"draft-${draft}"` };
  if (action === "publish") await api.call(`${path}/draft/publish`, { method: "POST", body: {} });
  if (action === "unschedule") {
    await api.call(`${path}/draft`, { method: "PATCH", body: { _courant: { publish_at: null } }, headers: condition });
  }
  if (action === "discard") await api.call(`${path}/draft`, { method: "DELETE", headers: condition });
  if (action === "delete") {
    const headers = { "if-match": published === "" ? `"draft-${draft}"` : `"${published}"` };
    await api.call(path, { method: "DELETE", headers });
  }
  return { kind: "saved", stored: await loadStored(api, id), questions };
}

/** @returns the dates in question. Unless the form is saved by itself, nothing is saved if there are any */
async function saveDraft(
  api: Api,
  form: EditorForm,
  { stored, zone }: { stored: Stored; zone: TimeZone },
): Promise<DateQuestion[]> {
  const { id, action } = form;
  const content = await contentOf(api, form);
  const { patch, questions } = patchOf(form, content, { stored, zone, withSchedule: action === "schedule" });
  if (questions.length > 0 && action !== "autosave") return questions;
  const headers: Record<string, string> = stored.draft
    ? { "if-match": `"draft-${stored.draft._courant.revision}"` }
    : { "if-none-match": "*" };
  const isNew = shownOf(stored) === undefined;
  const body = isNew ? withoutNulls(patch) : patch;
  await api.call(`${articlePath(id)}/draft`, { method: isNew ? "PUT" : "PATCH", body, headers });
  return questions;
}
