import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { sessionCookies } from "../admin/session-auth.ts";
import { CourantError } from "../errors.ts";
import { html } from "../render/html.ts";
import type { DashboardOptions } from "./dashboard.ts";
import { isOverTls, isSafeToType } from "./door.ts";

const Query = Type.Object({
  to: Type.Optional(Type.String({ maxLength: 4000 })),
  left: Type.Optional(Type.Enum(["here", "everywhere"])),
});

const SignInForm = Type.Object({
  token: Type.String({ maxLength: 4096 }),
  to: Type.Optional(Type.String({ maxLength: 4000 })),
});

const SignOutForm = Type.Object({ csrf: Type.String(), everywhere: Type.Optional(Type.Enum(["yes", "no"])) });

/** Returns where somebody wanted to go, if that is a page of the dashboard. */
export function placeAfterSignIn(to: string | undefined): string {
  const url = to === undefined ? null : URL.parse(to, "http://localhost");
  const isOwn = url?.origin === "http://localhost" && /^\/dashboard(?:\/|$)/.test(url.pathname);
  return url && isOwn && !url.pathname.startsWith("/dashboard/sign-") ? url.pathname + url.search : "/dashboard";
}

/** The pages for signing in and out. */
export const signInPages: FastifyPluginAsyncTypebox<Pick<DashboardOptions, "config">> = async (app, { config }) => {
  const open = { config: { isOpen: true } };

  function sendForm(request: FastifyRequest, reply: FastifyReply, { to, failed, said }: SignInState) {
    const { view } = request;
    const { signIn } = view.texts;
    if (!isSafeToType(request, config())) {
      reply.code(403);
      return app.sendPage(reply, view, {
        title: signIn.title,
        failed: html`<p>${signIn.plainHttp}</p>`,
        main: undefined,
      });
    }
    const main = html`<form method="post" action="${view.root}/dashboard/sign-in" class="sign-in">
<input type="hidden" name="to" value="${placeAfterSignIn(to)}">
<p class="field"><label for="token">${signIn.token}</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password" spellcheck="false" aria-describedby="token-hint">
<small id="token-hint">${signIn.hint}</small></p>
<p><button type="submit" class="primary">${signIn.button}</button></p>
</form>`;
    return app.sendPage(reply, view, { title: signIn.title, main, failed, said });
  }

  app.get("/sign-in", { ...open, schema: { querystring: Query } }, async (request, reply) => {
    const { to, left } = request.query;
    const { signedOut, signedOutEverywhere } = request.view.texts.signIn;
    const said = left === undefined ? undefined : left === "here" ? signedOut : signedOutEverywhere;
    return sendForm(request, reply, { to, said });
  });

  app.post("/sign-in", { ...open, schema: { body: SignInForm } }, async (request, reply) => {
    const { to } = request.body;
    const token = request.body.token.trim();
    if (!isSafeToType(request, config())) return sendForm(request, reply, { to });
    try {
      const began = await request.api.call<{ session: string; maxAgeSeconds: number }>("/admin/sessions", {
        method: "POST",
        token,
      });
      const isSecure = isOverTls(request, config());
      reply.setCookie(isSecure ? sessionCookies.secure : sessionCookies.plain, began.session, {
        ...cookieOptions(isSecure),
        maxAge: began.maxAgeSeconds,
      });
      return await reply
        .code(303)
        .header("location", request.view.root + placeAfterSignIn(to))
        .send();
    } catch (error) {
      if (!(error instanceof CourantError) || error.status >= 500) throw error;
      reply.code(error.status).headers(error.headers);
      return sendForm(request, reply, { to, failed: html`<p>${error.message}</p>` });
    }
  });

  app.post("/sign-out", { schema: { body: SignOutForm } }, async (request, reply) => {
    const isEverywhere = request.body.everywhere === "yes";
    await request.api.call(isEverywhere ? "/admin/sessions" : "/admin/sessions/current", { method: "DELETE" });
    for (const [kind, name] of Object.entries(sessionCookies)) {
      if (request.cookies[name] !== undefined) reply.clearCookie(name, cookieOptions(kind === "secure"));
    }
    const left = isEverywhere ? "everywhere" : "here";
    return reply.code(303).header("location", `${request.view.root}/dashboard/sign-in?left=${left}`).send();
  });
};

type SignInState = { to?: string | undefined; failed?: ReturnType<typeof html>; said?: string | undefined };

/** Scripts cannot read the cookie, and other sites cannot send it. */
function cookieOptions(secure: boolean) {
  return { path: "/", httpOnly: true, sameSite: "strict", secure } as const;
}
