import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { createToken, listTokens, revokeToken, type TokenDeps, TokenRequest } from "./tokens.ts";

export type TokenRoutesOptions = TokenDeps & {
  /** Called after a token was made or revoked. */
  onTokensChanged: () => Promise<void>;
};

const TokenParams = Type.Object({ id: Type.String({ description: "the id of the token" }) });

/** Lists, makes and revokes tokens. */
export const tokenRoutes: FastifyPluginAsyncTypebox<TokenRoutesOptions> = async (app, options) => {
  const { onTokensChanged, ...deps } = options;

  app.get("/tokens", { config: { scope: "admin" } }, async () => ({ tokens: await listTokens(deps) }));

  const config = { scope: "admin", needsToken: true } as const;

  const making = { schema: { body: TokenRequest }, config: { ...config, showsSecret: true } };
  app.post("/tokens", making, async (request, reply) => {
    const created = await createToken(deps, request.body, request.caller);
    await onTokensChanged();
    return reply.code(201).header("location", `/admin/tokens/${created.id}`).send(created);
  });

  app.delete("/tokens/:id", { schema: { params: TokenParams }, config }, async (request, reply) => {
    await revokeToken(deps, request.params.id, request.caller);
    await onTokensChanged();
    return reply.code(204).send();
  });
};
