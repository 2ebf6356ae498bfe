import { type Scope, scopes } from "../../admin/scopes.ts";
import type { TokenView } from "../../admin/tokens.ts";
import { type Html, html } from "../../render/html.ts";
import { csrfField, places, tokenField } from "../layout.ts";
import type { View } from "../view.ts";

/** What somebody has typed for a new token. */
export type TokenDraft = { name: string; scopes: readonly Scope[]; expires: string };

const emptyDraft: TokenDraft = { name: "", scopes: ["read"], expires: "" };

/** Writes the table of all tokens, each with a form that revokes it. */
export function tokenList(view: View, tokens: readonly TokenView[]): Html {
  const { columns, empty } = view.texts.tokens;
  if (tokens.length === 0) return html`<p>${empty}</p>`;
  return html`<section class="table" tabindex="0" aria-label="${view.texts.tokens.title}">
<table>
<thead><tr><th scope="col">${columns.name}</th><th scope="col">${columns.scopes}</th><th scope="col">${columns.expires}</th><th scope="col">${columns.used}</th><th scope="col">${columns.limit}</th><th scope="col"><span class="hidden">${columns.actions}</span></th></tr></thead>
<tbody>
${tokens.map((token) => tokenRow(view, token))}</tbody>
</table>
</section>`;
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
export function tokenForm(view: View, { name, scopes: chosen, expires }: TokenDraft = emptyDraft): Html {
  const { tokens } = view.texts;
  return html`<section aria-labelledby="new">
<h2 id="new">${tokens.create}</h2>
<form method="post" action="${view.root}${places.tokens}">
${csrfField(view)}
<p class="field"><label for="name">${tokens.columns.name}</label>
<input type="text" id="name" name="name" required maxlength="100" value="${name}" aria-describedby="name-hint" autocomplete="off">
<small id="name-hint">${tokens.nameHint}</small></p>
<fieldset>
<legend>${tokens.columns.scopes}</legend>
${scopes.map(
  (scope) =>
    html`<p><label><input type="checkbox" name="scope" value="${scope}"${chosen.includes(scope) ? html` checked` : undefined}> <strong>${scope}</strong>: ${tokens.scopes[scope]}</label></p>\n`,
)}</fieldset>
<p class="field"><label for="expires">${tokens.columns.expires}</label>
<input type="text" id="expires" name="expires" value="${expires}" placeholder="90d" aria-describedby="expires-hint" autocomplete="off">
<small id="expires-hint">${tokens.expiresHint}</small></p>
${tokenField(view)}
<p><button type="submit" class="primary">${tokens.create}</button></p>
</form>
</section>`;
}
