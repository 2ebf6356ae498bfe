import type { Site } from "../../config/schema.ts";
import type { Problem } from "../../errors.ts";
import { html } from "../html.ts";
import { footer, htmlDocument, masthead } from "./shell.ts";

/** Renders an error as a page for browsers, with the problem details except the code. */
export function errorPage(problem: Problem, site?: Site): string {
  return htmlDocument({
    language: "en",
    title: site === undefined ? problem.title : `${problem.title} · ${site.title}`,
    description: undefined,
    head: html`<meta name="robots" content="noindex">\n`,
    ...(site && { masthead: masthead(site), footer: footer(site) }),
    main: html`<p class="kicker">Error ${String(problem.status)}</p>
<h1>${problem.title}</h1>
<p class="lead" dir="auto">${problem.detail}</p>
<p><a href="/">Go to the list of feeds</a></p>`,
  });
}
