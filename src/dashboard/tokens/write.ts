import { type Scope, scopes } from "../../admin/scopes.ts";
import type { TokenView } from "../../admin/tokens.ts";
import { type Html, html } from "../../render/html.ts";
import { inputField } from "../fields.ts";
import { csrfField, places, tokenField } from "../layout.ts";
import { hiddenHeading, writeTable } from "../table.ts";
import type { View } from "../view.ts";

/** The texts that somebody has typed for a new token. */
export type TokenDraft = { name: string; scopes: readonly Scope[]; expires: string; limit: string };

const emptyDraft: TokenDraft = { name: "", scopes: ["read"], expires: "", limit: "" };

/** Writes the table of all tokens, each with a form that revokes it. */
export function tokenList(view: View, tokens: readonly TokenView[]): Html {
  const { columns, empty, title } = view.texts.tokens;
  if (tokens.length === 0) return html`<p>${empty}</p>`;
  const { name, scopes: allowed, expires, used, limit, actions } = columns;
  return writeTable(
    title,
    [name, allowed, expires, used, { numbers: limit }, hiddenHeading(actions)],
    tokens.map((token) => tokenRow(view, token)),
  );
}

function tokenRow(view: View, token: TokenView): Html {
  const { never, expired, revoke } = view.texts.tokens;
  return html`<tr>
<th scope="row"><bdi>${token.name}</bdi></th>
<td>${token.scopes.join(", ")}</td>
<td>${token.expires === undefined ? never : view.moment(token.expires)}${token.expired && html` <span class="state bad">${expired}</span>`}</td>
<td>${token.used === undefined ? never : view.moment(token.used)}</td>
<td class="number">${view.number(token.limit)}</td>
<td>
<details class="sure">
<summary>${revoke}</summary>
<form method="post" action="${view.root}${places.tokens}/${encodeURIComponent(token.id)}/revoke">
${csrfField(view)}
${tokenField(view, `token-${token.id}`)}
<button type="submit" class="danger">${revoke}</button>
</form>
</details>
</td>
</tr>
`;
}

/** Writes the form that makes a token. @param draft what was typed before a mistake */
export function tokenForm(view: View, { name, scopes: chosen, expires, limit }: TokenDraft = emptyDraft): Html {
  const { tokens } = view.texts;
  return html`<section aria-labelledby="new">
<h2 id="new">${tokens.create}</h2>
<form method="post" action="${view.root}${places.tokens}">
${csrfField(view)}
${inputField({ id: "name", label: tokens.columns.name, hint: tokens.nameHint }, { value: name, required: true, maxlength: 100 })}<fieldset>
<legend>${tokens.columns.scopes}</legend>
${scopes.map(
  (scope) =>
    html`<p><label><input type="checkbox" name="scope" value="${scope}"${chosen.includes(scope) ? html` checked` : undefined}> <strong>${scope}</strong>: ${tokens.scopes[scope]}</label></p>\n`,
)}</fieldset>
${inputField({ id: "expires", label: tokens.columns.expires, hint: tokens.expiresHint }, { value: expires, placeholder: "90d" })}
${inputField({ id: "limit", label: tokens.columns.limit, hint: tokens.limitHint }, { type: "number", value: limit, min: 1, max: 1_000_000 })}
${tokenField(view)}
<p><button type="submit" class="primary">${tokens.create}</button></p>
</form>
</section>`;
}
