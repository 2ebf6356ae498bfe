import { randomUUID } from "node:crypto";
import Type, { type Static } from "typebox";
import type { Clock } from "../clock.ts";
import { CourantError, excerpt } from "../errors.ts";
import {
  type Actor,
  type AuditStore,
  commandLineActor,
  fileActor,
  inboxActor,
  scheduleActor,
} from "../stores/audit.ts";
import type { TokenRecord, TokenStore } from "../stores/tokens.ts";
import { createTokenText, hashToken } from "./authenticate.ts";
import { adminActor } from "./caller.ts";
import type { CreatedToken, TokenView } from "./openapi/schemas/token.ts";
import { scopes } from "./scopes.ts";
import { parseExpiry } from "./token-expiry.ts";

/** How many requests a minute a token may send unless it says otherwise. */
export const defaultTokenLimit = 600;

/** A token that somebody asks for. */
export const TokenRequest = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: "^(?=.*\\S)[^\\p{C}]+$",
      description: "the name of the token, for people: the program or the person that uses it",
    }),
    scopes: Type.Array(Type.Enum([...scopes]), { minItems: 1, description: "what the token allows" }),
    expires: Type.Optional(
      Type.String({
        description: "when the token becomes invalid: a date (RFC 3339, or a day), or a time from now such as 90d",
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description: `how many requests a minute the token may send; ${defaultTokenLimit} if not given`,
      }),
    ),
  },
  { additionalProperties: false },
);

export type TokenRequest = Static<typeof TokenRequest>;

export type { CreatedToken, TokenView } from "./openapi/schemas/token.ts";

export type TokenDeps = { tokens: TokenStore; audit: Pick<AuditStore, "record">; clock: Pick<Clock, "now"> };

/**
 * Makes a token.
 * @returns the token with its text, which nobody can find out again
 * @throws REQUEST_INVALID for a name that is taken by others, and an expiry that is no time or has passed
 */
export async function createToken(
  { tokens, audit, clock }: TokenDeps,
  request: TokenRequest,
  actor: Actor,
): Promise<CreatedToken> {
  const { name, limit = defaultTokenLimit } = request;
  checkTokenName(name);
  const expires = request.expires === undefined ? undefined : parseExpiry(request.expires, clock.now());
  const token = createTokenText();
  const record = await tokens.add(
    {
      id: randomUUID(),
      name: name.trim(),
      scopes: scopes.filter((scope) => request.scopes.includes(scope)),
      limit,
      ...(expires !== undefined && { expires }),
    },
    hashToken(token),
  );
  const { id, created: _, ...after } = viewOf(record, clock.now());
  await audit.record(actor, "token.created", id, undefined, after);
  return { ...viewOf(record, clock.now()), token };
}

/** The names of those who change something without a token that has a name, so no token may be taken for them. */
const reservedNames = [adminActor, ...[commandLineActor, inboxActor, scheduleActor, fileActor].map(({ name }) => name)];

/** @throws REQUEST_INVALID for a name by which the audit log knows somebody else */
export function checkTokenName(name: string): void {
  if (!reservedNames.includes(name.trim().toLowerCase())) return;
  throw new CourantError(
    "REQUEST_INVALID",
    `name: no token may have the name “${name.trim()}”, because the audit log names others so (${reservedNames.join(", ")}). ` +
      "Name the program or the person that uses it.",
  );
}

/** Lists the tokens, the oldest first. */
export async function listTokens({ tokens, clock }: Pick<TokenDeps, "tokens" | "clock">): Promise<TokenView[]> {
  return (await tokens.list()).map((record) => viewOf(record, clock.now()));
}

/** Revokes a token: it is not valid from now on. @throws TOKEN_NOT_FOUND */
export async function revokeToken({ tokens, audit, clock }: TokenDeps, id: string, actor: Actor): Promise<TokenView> {
  const record = await tokens.revoke(id);
  if (!record) {
    throw new CourantError(
      "TOKEN_NOT_FOUND",
      `No token has the id “${excerpt(id)}”, or it was revoked before. GET /admin/tokens and “courant token list” list all.`,
    );
  }
  const view = viewOf(record, clock.now());
  const { id: _, ...before } = view;
  await audit.record(actor, "token.revoked", id, before);
  return view;
}

function viewOf({ id, name, scopes: given, limit, created, expires, used }: TokenRecord, now: number): TokenView {
  return {
    id,
    name,
    scopes: given,
    limit,
    created: new Date(created).toISOString(),
    ...(expires !== undefined && { expires: new Date(expires).toISOString() }),
    ...(expires !== undefined && expires <= now && { expired: true }),
    ...(used !== undefined && { used: new Date(used).toISOString() }),
  };
}
