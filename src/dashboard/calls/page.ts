import type { FastifyInstance } from "fastify";
import { html } from "../../render/html.ts";
import { places } from "../layout.ts";
import { exampleFor } from "./example.ts";

/** The page for those who write programs: the description of the API, how to get a token, and an example. */
export async function callsPage(app: FastifyInstance): Promise<void> {
  app.get("/api", async ({ view }, reply) => {
    const { apiPage: texts } = view.texts;
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
</section>`;
    return app.sendPage(reply, view, { title: texts.title, at: "api", main });
  });
}
