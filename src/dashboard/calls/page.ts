import type { FastifyInstance } from "fastify";
import { html } from "../../render/html.ts";
import { places } from "../layout.ts";
import { writeTable } from "../table.ts";
import type { View } from "../view.ts";
import { exampleFor } from "./example.ts";

/** The parts of the API description (OpenAPI 3.1) that the page shows. */
type Description = { paths: Readonly<Record<string, Readonly<Record<string, CallDescription>>>> };
type CallDescription = { summary?: string; "x-scope"?: string };

/** The page for those who write programs: the description of the API, how to get a token, and an example. */
export async function callsPage(app: FastifyInstance): Promise<void> {
  /** The calls stay the same while the service runs, and their description takes long to write. */
  let description: Description | undefined;

  app.get("/api", async ({ view, api }, reply) => {
    const { apiPage: texts } = view.texts;
    description ??= await api.call<Description>("/admin/openapi.json");
    const main = html`<p>${texts.intro}</p>
<p><a href="${view.root}/admin/openapi.json">${texts.document}</a><br><small>${texts.documentHint}</small></p>
<section aria-labelledby="token">
<h2 id="token">${texts.token}</h2>
<ol>
${texts.tokenSteps.map((step) => html`<li>${step}</li>\n`)}</ol>
<p>${view.may("admin") ? html`<a class="button" href="${view.root}${places.tokens}#new">${texts.makeToken}</a>` : texts.askForToken}</p>
</section>
<section aria-labelledby="example">
<h2 id="example">${texts.example}</h2>
<p>${texts.exampleHint}</p>
<pre tabindex="0"><code>${exampleFor(view.publicUrl, view.site.url)}</code></pre>
</section>
<h2>${texts.calls}</h2>
${callTable(view, description)}`;
    return app.sendPage(reply, view, { title: texts.title, at: "api", main });
  });
}

/** Writes the table of all calls. The description is in English in every language of pages. */
function callTable(view: View, { paths }: Description) {
  const { call, does, scope, calls } = view.texts.apiPage;
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { summary, "x-scope": needed }]) => html`<tr>
<th scope="row"><code>${method.toUpperCase()} ${path}</code></th>
<td lang="en">${summary}</td>
<td>${needed}</td>
</tr>
`,
    ),
  );
  return writeTable(calls, [call, does, scope], rows);
}
