import { type Html, type HtmlValue, html } from "../render/html.ts";
import type { View } from "./view.ts";

export type NavigationName = keyof View["texts"]["navigation"];

/** A page of the dashboard, without what surrounds all of them. */
export type Page = {
  title: string;
  /** The entry of the navigation that is shown as the present one. */
  at?: NavigationName;
  main: HtmlValue;
  /** The controls beside the title, such as a button that makes a new thing. */
  actions?: HtmlValue;
  /** The news of what has just happened, for people and screen readers. */
  said?: HtmlValue;
  /** The failure, for people and screen readers. */
  failed?: HtmlValue;
  /** The names of files in `assets` that the page loads besides dashboard.js and style.css. */
  scripts?: readonly string[];
  styles?: readonly string[];
};

/** Where each page is, below the root; in the order of the navigation. */
export const places = {
  overview: "/dashboard",
  articles: "/dashboard/articles",
  import: "/dashboard/import",
  media: "/dashboard/media",
  channels: "/dashboard/channels",
  sources: "/dashboard/sources",
  runs: "/dashboard/runs",
  readers: "/dashboard/readers",
  subscribers: "/dashboard/subscribers",
  webhooks: "/dashboard/webhooks",
  settings: "/dashboard/settings",
  tokens: "/dashboard/tokens",
  audit: "/dashboard/audit",
  api: "/dashboard/api",
} as const satisfies Record<NavigationName, string>;

/** Pages that only tokens with the scope `admin` can read. */
const adminPlaces: ReadonlySet<string> = new Set(["subscribers", "webhooks", "tokens", "audit"]);

/** Writes a whole page. @param assets the path of the folder of assets, without a trailing slash */
export function writePage(view: View, page: Page, assets: string): string {
  const { texts, site, root, caller } = view;
  const { title, main, actions, said, failed, scripts = [], styles = [] } = page;
  return html`<!DOCTYPE html>
<html lang="${view.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="csrf" content="${view.csrf}">
<meta name="root" content="${root}">
<title>${title} · ${site.title}</title>
<link rel="icon" href="${assets}/icon.svg">
${["style.css", ...styles].map((name) => html`<link rel="stylesheet" href="${assets}/${name}">\n`)}${["dashboard.js", ...scripts].map((name) => scriptElement(name, assets))}</head>
<body class="${caller ? "desk" : "door"}">
<a class="skip" href="#main">${texts.common.skip}</a>
<header class="top">
<a class="home" href="${root}${places.overview}" lang="${site.language}" dir="auto">${site.title}</a>
${caller && account(view, caller.name)}
</header>
${caller && navigation(view, page.at)}
<main id="main" tabindex="-1">
<div class="heading">
<h1 dir="auto">${title}</h1>
${actions}
</div>
<div id="said" class="said" role="status">${said && html`<p>${said}</p>`}</div>
${failed && html`<div class="failed" role="alert">${failed}</div>`}
${main}
</main>
</body>
</html>
`.source;
}

/** A file that defines a global name is no module. */
function scriptElement(name: string, assets: string): Html {
  const kind = name.includes(".iife.") ? html`defer` : html`type="module"`;
  return html`<script ${kind} src="${assets}/${name}"></script>\n`;
}

function navigation({ texts, root, may }: View, at: NavigationName | undefined): Html {
  const names = (Object.keys(places) as NavigationName[]).filter((name) => may("admin") || !adminPlaces.has(name));
  const links = names.map(
    (name) =>
      html`<li><a href="${root}${places[name]}"${name === at ? html` aria-current="page"` : undefined}>${texts.navigation[name]}</a></li>\n`,
  );
  return html`<nav class="navigation" aria-label="${texts.common.navigation}">
<details open>
<summary>${texts.common.menu}</summary>
<ul>
${links}</ul>
</details>
</nav>`;
}

function account(view: View, name: string): Html {
  const { texts, root, publicUrl } = view;
  return html`<div class="account">
<a href="${publicUrl}/">${texts.common.viewSite}</a>
<details>
<summary><bdi>${name}</bdi></summary>
<form method="post" action="${root}/dashboard/sign-out">
${csrfField(view)}
<p>${texts.common.signedInAs(name)}</p>
<button type="submit" name="everywhere" value="no">${texts.common.signOut}</button>
<button type="submit" name="everywhere" value="yes">${texts.common.signOutEverywhere}</button>
</form>
</details>
</div>`;
}

/** Writes the hidden field that every form with method POST carries. */
export function csrfField({ csrf }: Pick<View, "csrf">): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`;
}

/** Writes the field in which a form asks for the token again, for calls that need one. */
export function tokenField({ texts }: Pick<View, "texts">, id = "token"): Html {
  return html`<p class="field"><label for="${id}">${texts.common.tokenAgain}</label>
<input id="${id}" name="token" type="password" required autocomplete="current-password" aria-describedby="${id}-hint">
<small id="${id}-hint">${texts.common.tokenAgainHint}</small></p>`;
}
