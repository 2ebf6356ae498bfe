import type { FastifyBaseLogger, FastifyInstance, FastifyReply } from "fastify";
import { limitClients } from "../../plugins/limit-clients.ts";
import type { WebSub } from "../../push/websub/hub.ts";

/** The most bytes of a request to the hub: two addresses, a secret, and room for parameters that are ignored. */
const maxBodyBytes = 32 * 1024;

/** How many requests a client may send in ten minutes. Services that subscribe for many readers send thousands. */
const maxRequests = 15_000;

/** A document that a hub elsewhere delivers may be so large. Its bytes are not read. */
const maxDeliveryBytes = 128 * 1024 * 1024;

const formType = /^application\/x-www-form-urlencoded *(?:; *charset *= *"?utf-?8"? *)?;? *$/i;

export type HubRoutesOptions = { webSub: Pick<WebSub, "accept" | "verify" | "deliver">; log: FastifyBaseLogger };

/**
 * The hub (WebSub section 5), and the callback of the subscriptions by which Courant watches hubs elsewhere. Everybody may
 * call them. Answers are plain text (section 5.2).
 */
export async function hubRoutes(app: FastifyInstance, { webSub, log }: HubRoutesOptions): Promise<void> {
  await limitClients(app, maxRequests, (reply) => send(reply, 429, "You sent too many requests. Wait a while."));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => {
    payload.resume();
    payload.once("end", () => done(null));
    payload.once("error", done);
  });
  app.addContentTypeParser("application/x-www-form-urlencoded", { parseAs: "buffer" }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, "the hub met an error");
    const reason = status === 413 ? `The request is larger than ${maxBodyBytes} bytes.` : "The request failed.";
    return send(reply, status, status === 413 || status >= 500 ? reason : error.message);
  });

  app.post("/hub", { bodyLimit: maxBodyBytes }, async ({ headers, body }, reply) => {
    if (!formType.test(headers["content-type"] ?? "") || !Buffer.isBuffer(body)) {
      return send(reply, 415, "Send a form: Content-Type: application/x-www-form-urlencoded, in UTF-8.");
    }
    const refusal = await webSub.accept(body);
    if (!refusal) return reply.code(202).header("cache-control", "no-store").send();
    if (refusal.retryAfter !== undefined) reply.header("retry-after", String(refusal.retryAfter));
    return send(reply, refusal.status, refusal.reason);
  });

  const probe = "/hub/probe/:key";
  app.get<{ Params: { key: string }; Querystring: Record<string, string | undefined> }>(
    probe,
    async ({ params, query }, reply) => {
      const challenge = await webSub.verify(params.key, query);
      return challenge === undefined
        ? send(reply, 404, "There is no such subscription.")
        : reply.header("cache-control", "no-store").type("text/plain").send(challenge);
    },
  );
  app.post<{ Params: { key: string } }>(probe, { bodyLimit: maxDeliveryBytes }, async ({ params }, reply) =>
    (await webSub.deliver(params.key)) ? reply.code(204).send() : send(reply, 410, "There is no such subscription."),
  );
}

function send(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply
    .code(status)
    .headers({ "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" })
    .send(`${text}\n`);
}
