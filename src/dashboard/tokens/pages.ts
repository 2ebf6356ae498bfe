import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { type Scope, scopes } from "../../admin/scopes.ts";
import type { TokenView } from "../../admin/tokens.ts";
import { html } from "../../render/html.ts";
import { refusalOf, seeOther } from "../forms.ts";
import { places } from "../layout.ts";
import { type TokenDraft, tokenForm, tokenList } from "./write.ts";

const Form = Type.Object({
  csrf: Type.String(),
  token: Type.String(),
  name: Type.String(),
  scope: Type.Array(Type.Enum([...scopes]), { default: [] }),
  expires: Type.String({ default: "" }),
  limit: Type.String({ default: "" }),
});

const RevokeForm = Type.Object({ csrf: Type.String(), token: Type.String() });
const Params = Type.Object({ id: Type.String() });
const Query = Type.Object({ said: Type.Optional(Type.Enum(["revoked"])) });

type State = { draft?: TokenDraft; failed?: string; said?: ReturnType<typeof html> | string | undefined };

/** The page with all tokens. A new token is shown once, on the answer to the form that made it. */
export const tokenPages: FastifyPluginAsyncTypebox = async (app) => {
  async function sendTokens({ view, api }: FastifyRequest, reply: FastifyReply, { draft, failed, said }: State = {}) {
    const { tokens } = await api.call<{ tokens: TokenView[] }>("/admin/tokens");
    return app.sendPage(reply, view, {
      title: view.texts.tokens.title,
      at: "tokens",
      main: html`${tokenList(view, tokens)}
<p class="soft">${view.texts.tokens.rotation}</p>
${tokenForm(view, draft)}`,
      ...(failed !== undefined && { failed: html`<p>${failed}</p>` }),
      said,
    });
  }

  app.get("/tokens", { schema: { querystring: Query } }, async (request, reply) => {
    const said = request.query.said === "revoked" ? request.view.texts.tokens.revoked : undefined;
    return sendTokens(request, reply, { said });
  });

  app.post("/tokens", { schema: { body: Form } }, async (request, reply) => {
    const { token, name, scope, expires, limit } = request.body;
    const draft: TokenDraft = { name, scopes: scope as Scope[], expires, limit };
    try {
      const body = {
        name,
        scopes: scope,
        ...(expires !== "" && { expires }),
        ...(limit !== "" && { limit: Number(limit) }),
      };
      const made = await request.api.call<TokenView & { token: string }>("/admin/tokens", {
        method: "POST",
        body,
        token,
      });
      const { created } = request.view.texts.tokens;
      return await sendTokens(request, reply.code(201), {
        said: html`${created(made.name)} <code class="secret">${made.token}</code>`,
      });
    } catch (error) {
      const { status, message } = refusalOf(error);
      return sendTokens(request, reply.code(status), { draft, failed: message });
    }
  });

  app.post("/tokens/:id/revoke", { schema: { params: Params, body: RevokeForm } }, async (request, reply) => {
    const { id } = request.params;
    try {
      await request.api.call(`/admin/tokens/${encodeURIComponent(id)}`, {
        method: "DELETE",
        token: request.body.token,
      });
    } catch (error) {
      const { status, message } = refusalOf(error);
      return sendTokens(request, reply.code(status), { failed: message });
    }
    return seeOther(reply, request.view, places.tokens, "revoked");
  });
};
