import type { FastifyReply } from "fastify";
import { CourantError } from "../errors.ts";
import { type Html, html } from "../render/html.ts";
import type { View } from "./view.ts";

/* What pages do with the outcome of a form. */

/** Returns an error that says what the person at the page can do, to show it beside what was typed. @throws every other error */
export function refusalOf(error: unknown): CourantError {
  if (error instanceof CourantError && error.code !== "INTERNAL") return error;
  throw error;
}

/** Writes a refusal. If the configuration file cannot be written, the lines for it stand by themselves, so that one can copy them. */
export function writeRefusal({ message, members: { yaml } }: CourantError): Html {
  if (typeof yaml !== "string") return html`<p dir="auto">${message}</p>`;
  const words = message.endsWith(yaml) ? message.slice(0, -yaml.length).trimEnd() : message;
  return html`<p dir="auto">${words}</p>\n<pre tabindex="0"><code>${yaml}</code></pre>`;
}

/**
 * Sends the browser to a page after a change.
 * @param path below the root, without a query
 * @param said the key of the text that the page then shows
 */
export function seeOther(reply: FastifyReply, { root }: Pick<View, "root">, path: string, said: string): FastifyReply {
  return reply
    .code(303)
    .header("location", `${root}${path}?said=${encodeURIComponent(said)}`)
    .send();
}
