import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { CourantError } from "../errors.ts";
import type { AuditLog } from "./audit-log.ts";
import { hashToken } from "./authenticate.ts";
import { sessionTextOf } from "./session-auth.ts";
import { maxSessionMs, type Session, type Sessions } from "./sessions.ts";

export type SessionRoutesOptions = { sessions: Sessions; audit: AuditLog };

/** A session as its browser sees it. */
export type SessionView = Pick<Session, "csrf"> & { name: string; scopes: readonly string[] };

/** Begins, shows and ends browser sessions. */
export const sessionRoutes: FastifyPluginAsyncTypebox<SessionRoutesOptions> = async (app, { sessions, audit }) => {
  const beginning = { config: { scope: "read", needsToken: true, showsSecret: true } } as const;
  app.post("/sessions", beginning, async ({ headers, caller }, reply) => {
    const token = (headers.authorization ?? "").replace(/^bearer\s+/i, "");
    const session = await sessions.begin(hashToken(token));
    await audit.record(caller, "session.began", caller.name);
    return reply.code(201).send({ session, maxAgeSeconds: maxSessionMs / 1000 });
  });

  app.get("/sessions/current", async (request): Promise<SessionView> => {
    const text = sessionTextOf(request);
    const session = text === undefined ? undefined : await sessions.recognise(text);
    if (!session) throw noSession();
    const { caller, csrf } = session;
    return { name: caller.name, scopes: caller.scopes, csrf };
  });

  app.delete("/sessions/current", { config: { scope: "read" } }, async (request, reply) => {
    const text = sessionTextOf(request);
    if (text === undefined) throw noSession();
    await sessions.end(text);
    await audit.record(request.caller, "session.ended", request.caller.name);
    return reply.code(204).send();
  });

  app.delete("/sessions", { config: { scope: "read" } }, async (request, reply) => {
    const text = sessionTextOf(request);
    if (text === undefined) throw noSession();
    const count = await sessions.endAll(text);
    await audit.record(request.caller, "session.ended", request.caller.name, undefined, { count });
    return reply.code(204).send();
  });
};

function noSession(): CourantError {
  return new CourantError(
    "SESSION_NOT_FOUND",
    "The request names no browser session: sign in at /dashboard/sign-in, or use a token.",
  );
}
