import type { Api } from "../../admin/api-client.ts";
import type { Article } from "../../article/article.ts";
import { type DraftArticle, isDraft } from "../../article/draft-article.ts";
import { foldText } from "../../channel/terms.ts";
import { CourantError, type ErrorCode } from "../../errors.ts";

export const bulkActions = ["tag", "untag", "publish", "expire", "delete"] as const;
export type BulkAction = (typeof bulkActions)[number];

/** An article, or the draft of one: `article:ID` or `draft:ID` in a form. */
export type Choice = { kind: "article" | "draft"; id: string };

/**
 * How one article fared. `undo`: the marks of the states that were before (see `undoChange`); `failed` and `code`: what the
 * API said.
 */
export type ChangeOutcome = { title: string; undo: string[]; failed?: string; code?: ErrorCode };

/** The values that an action needs beside the articles. `now`: milliseconds since 1970; `token`: for deletion. */
export type ChangeInput = { action: BulkAction; tag: string; token: string; now: number };

/** Reads a choice from a form. */
export function readChoice(text: string): Choice | undefined {
  const [, kind, id] = /^(article|draft):(.+)$/s.exec(text) ?? [];
  return kind === undefined || id === undefined ? undefined : { kind: kind as Choice["kind"], id };
}

type Shown = Article | DraftArticle;

const pathOf = (id: string) => `/admin/articles/${encodeURIComponent(id)}`;

/** Changes one article. A refusal of the API is a part of the outcome. @throws errors inside Courant */
export async function changeArticle(api: Api, choice: Choice, input: ChangeInput): Promise<ChangeOutcome> {
  const { kind, id } = choice;
  const path = kind === "draft" ? `${pathOf(id)}/draft` : pathOf(id);
  let title = id;
  try {
    const { value: shown, headers } = await api.send<Shown>(path);
    title = shown.title ?? id;
    const condition = { "if-match": String(headers.etag) };
    const undo = await makeChange(api, { path, shown, condition, choice }, input);
    return { title, undo };
  } catch (error) {
    return { title, undo: [], ...failureOf(error) };
  }
}

type Target = { path: string; shown: Shown; condition: Record<string, string>; choice: Choice };

/** @returns the marks with which the change is undone */
async function makeChange(
  api: Api,
  { path, shown, condition, choice }: Target,
  { action, tag, token, now }: ChangeInput,
): Promise<string[]> {
  const { id } = choice;

  async function patch(body: object): Promise<string[]> {
    const after = await api.call<Shown>(path, { method: "PATCH", body, headers: condition });
    return [markOf(choice.kind, shown, after._courant.revision)];
  }

  if (action === "tag" || action === "untag") {
    const { tags = [] } = shown;
    const others = tags.filter((each) => foldText(each) !== foldText(tag));
    const wanted = action === "untag" ? others : others.length < tags.length ? tags : [...tags, tag];
    return wanted.length === tags.length ? [] : patch({ tags: wanted.length === 0 ? null : wanted });
  }
  if (action === "expire") return patch({ _courant: { expires: new Date(now).toISOString() } });
  if (action === "publish") {
    // The condition is about the draft, which can stand beside the article that was chosen.
    const headers = isDraft(shown) ? condition : {};
    await api.call(`${pathOf(id)}/draft/publish`, { method: "POST", body: {}, headers });
    return [];
  }
  const beside = choice.kind === "article" ? await findDraft(api, id) : undefined;
  await api.call(path, { method: "DELETE", headers: condition, token });
  return [markOf(isDraft(shown) ? "draft" : "article", shown), ...(beside ? [markOf("draft", beside)] : [])];
}

/** Returns the mark with which a state comes back. @param after the revision that replaced it, if it was not deleted */
function markOf(kind: Choice["kind"], before: Shown, after?: number): string {
  const publishAt = isDraft(before) && before._courant.publish_at;
  const time = publishAt ? String(Date.parse(publishAt)) : "";
  return `${kind}:${before._courant.revision}:${after ?? ""}:${time}:${before.id}`;
}

async function findDraft(api: Api, id: string): Promise<DraftArticle | undefined> {
  try {
    return await api.call<DraftArticle>(`${pathOf(id)}/draft`);
  } catch (error) {
    if (error instanceof CourantError && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * Brings back the state that a mark names: `KIND:BEFORE:AFTER:TIME:ID`, two revisions, the time in milliseconds at which a
 * draft publishes itself, and the id of the article. AFTER is empty if it was deleted; otherwise nothing may have changed
 * since.
 */
export async function undoChange(api: Api, mark: string, now: number): Promise<ChangeOutcome> {
  const [, kind, before, after, time, id] = /^(article|draft):(\d+):(\d*):(\d*):(.+)$/s.exec(mark) ?? [];
  if (id === undefined) return { title: mark, undo: [], failed: "The form names no article." };
  const revision = `${pathOf(id)}/revisions/${before}`;
  try {
    const shown = await api.call<Shown>(revision);
    if (kind === "article") {
      const headers: Record<string, string> = after === "" ? {} : { "if-match": `"${after}"` };
      await api.call(`${revision}/restore`, { method: "POST", body: {}, headers });
    } else {
      const headers: Record<string, string> = after === "" ? {} : { "if-match": `"draft-${after}"` };
      await api.call(`${pathOf(id)}/draft`, { method: "PUT", body: scheduledAt(shown, Number(time), now), headers });
    }
    return { title: shown.title ?? id, undo: [] };
  } catch (error) {
    return { title: id, undo: [], ...failureOf(error) };
  }
}

/** Returns a draft with its time again. One whose time has passed waits for somebody: it would be published at once. */
function scheduledAt({ _courant, ...draft }: Shown, time: number, now: number): object {
  return { ...draft, _courant: { ..._courant, ...(time > now && { publish_at: new Date(time).toISOString() }) } };
}

/** @returns what the API says. @throws anything but a refusal of the API */
function failureOf(error: unknown): { failed: string; code: ErrorCode } {
  if (error instanceof CourantError && error.status < 500) return { failed: error.message, code: error.code };
  throw error;
}
