import type { Site } from "../../config/schema.ts";
import type { Problem } from "../../errors.ts";
import { html } from "../html.ts";
import { footer, htmlDocument, masthead } from "./shell.ts";

/**
 * Renders an error as a page for browsers, with the problem details except the code.
 * @param root the path before every path of this service
 */
export function errorPage(problem: Problem, site?: Site, root = ""): string {
  return htmlDocument({
    language: "en",
    title: site === undefined ? problem.title : `${problem.title} · ${site.title}`,
    description: undefined,
    head: html`<meta name="robots" content="noindex">\n`,
    ...(site && { masthead: masthead(site, root), footer: footer(site, root) }),
    main: html`<p class="kicker">Error ${String(problem.status)}</p>
<h1>${problem.title}</h1>
<p class="lead" dir="auto">${problem.detail}</p>
<p><a href="${root}/">Go to the list of feeds</a></p>`,
  });
}
