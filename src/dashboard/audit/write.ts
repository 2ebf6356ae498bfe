import { isMembers } from "../../article/members.ts";
import { type Html, html } from "../../render/html.ts";
import type { AuditEntry } from "../../stores/audit.ts";
import { inputField } from "../fields.ts";
import { places } from "../layout.ts";
import { writeTable } from "../table.ts";
import type { View } from "../view.ts";

export type AuditPage = { entries: readonly AuditEntry[]; next?: string };

/** The filters of the log; empty texts mean nothing. */
export type AuditQuery = Readonly<Record<"by" | "token" | "action" | "subject" | "from" | "to", string>>;

/** Writes the form that filters the log. */
export function auditFilter(view: View, { by, action, subject, from, to }: AuditQuery): Html {
  const { audit: texts } = view.texts;
  return html`<form method="get" action="${view.root}${places.audit}" class="filter">
<div class="row upper">
${inputField({ id: "by", label: texts.by, hint: texts.byHint }, { value: by })}
${inputField({ id: "action", label: texts.action, hint: texts.actionHint }, { value: action })}
${inputField({ id: "subject", label: texts.subject, hint: texts.subjectHint }, { value: subject })}
${inputField({ id: "from", label: texts.from, hint: texts.days }, { type: "date", value: from })}
${inputField({ id: "to", label: texts.to }, { type: "date", value: to })}
</div>
<p class="row"><button type="submit" class="primary">${texts.show}</button> <a class="button" href="${view.root}${places.audit}">${texts.reset}</a></p>
</form>
`;
}

/** Writes a page of the log, the last entry first. */
export function auditTable(view: View, { entries, next }: AuditPage, query: AuditQuery): Html {
  const { audit: texts } = view.texts;
  if (entries.length === 0) return html`<p>${texts.empty}</p>`;
  const { at, by, action, subject, changes, title } = texts;
  const table = writeTable(
    title,
    [at, by, action, subject, changes],
    entries.map((entry) => auditRow(view, entry)),
  );
  return html`${table}${next !== undefined && html`<p><a class="button" href="${addressOf(view, { ...query, cursor: next })}">${texts.older}</a></p>`}`;
}

function addressOf({ root }: View, query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  return `${root}${places.audit}?${new URLSearchParams(given)}`;
}

function auditRow(view: View, { at, by, token, action, subject, before, after }: AuditEntry): Html {
  const filterBy = token === undefined ? { by } : { token };
  return html`<tr>
<td>${view.moment(at)}</td>
<td><a href="${addressOf(view, filterBy)}"><bdi>${by}</bdi></a></td>
<td>${action}</td>
<td class="long"><a href="${addressOf(view, { subject })}"><bdi>${subject}</bdi></a></td>
<td>${changesOf(view, before, after)}</td>
</tr>
`;
}

/** Writes the values that changed, as they were and as they are. */
function changesOf(view: View, before: unknown, after: unknown): Html | undefined {
  const [former, present] = [membersOf(before), membersOf(after)];
  const names = [...new Set([...Object.keys(former), ...Object.keys(present)])];
  if (names.length === 0) return undefined;
  const { changed, what, before: was, after: is } = view.texts.audit;
  const rows = names.map(
    (name) => html`<tr>
<th scope="row">${name}</th>
<td>${Object.hasOwn(former, name) && html`<del dir="auto">${formatValue(former[name])}</del>`}</td>
<td>${Object.hasOwn(present, name) && html`<ins dir="auto">${formatValue(present[name])}</ins>`}</td>
</tr>
`,
  );
  return html`<details>
<summary>${changed(names.length)}</summary>
<table class="changes">
<thead><tr><th scope="col">${what}</th><th scope="col">${was}</th><th scope="col">${is}</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
</details>`;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMembers(value) ? (value as Record<string, unknown>) : {};
}

function formatValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
