import type { FastifyInstance, FastifyRequest } from "fastify";
import { hashToken, type RecogniseToken } from "../admin/authenticate.ts";
import type { Caller } from "../admin/caller.ts";
import { hasScope } from "../admin/scopes.ts";
import { type Api, type ApiCall, createApi } from "../dashboard/api.ts";
import { CourantError } from "../errors.ts";
import type { LentTokens } from "./lent-tokens.ts";
import { invalid } from "./request.ts";

/** What a program wants to do, as the scopes of IndieAuth name it (https://indieweb.org/scope). */
export type Intent = "create" | "update" | "delete" | "undelete" | "media" | "read";

/** Whom a token endpoint names as the owner of a token, and what the token allows. */
export type TokenOwner = { me: string; scopes: readonly string[] };

/** Asks the configured token endpoint for a token. @returns undefined for a token that it does not know, and without an endpoint */
export type AskTokenEndpoint = (token: string) => Promise<TokenOwner | undefined>;

export type WriterOptions = {
  inject: FastifyInstance["inject"];
  recogniseToken: RecogniseToken;
  lent: LentTokens;
  askTokenEndpoint: AskTokenEndpoint;
  /** Tells whether somebody may write here with a token of the token endpoint. */
  isOwner: (me: string) => boolean;
};

/** The admin API with the rights of a token. */
export type Writer = { api: Api; mayPublish: boolean };

/** The scopes of IndieAuth that allow something. Programs of the time before `create` ask for `post`. */
const scopesFor: Readonly<Record<Intent, readonly string[]>> = {
  create: ["create", "post", "draft"],
  update: ["update"],
  delete: ["delete"],
  undelete: ["undelete", "delete"],
  media: ["media", "create", "post", "draft"],
  read: ["create", "post", "draft", "update", "delete", "undelete", "media"],
};

/**
 * Calls the admin API with the token of a request: one of Courant, or one that the configured token endpoint knows.
 * @param given.inBody the token in the body, if there is one
 * @throws REQUEST_INVALID for two tokens, UNAUTHORIZED, SCOPE_MISSING, and what `use` throws
 */
export async function withWriter<T>(
  request: FastifyRequest,
  { intent, inBody }: { intent: Intent; inBody?: string | undefined },
  { inject, recogniseToken, lent, askTokenEndpoint, isOwner }: WriterOptions,
  use: (writer: Writer) => Promise<T>,
): Promise<T> {
  const token = tokenOf(request, inBody);
  const apiWith = (text: string) => withToken(createApi(inject, request, ""), text);
  const own = await recogniseToken(hashToken(token));
  const owner = own === undefined ? await askTokenEndpoint(token) : undefined;
  if (owner && isOwner(owner.me)) {
    const caller = callerOf(owner, intent);
    return lent.lend(caller, (text) => use({ api: apiWith(text), mayPublish: hasScope(caller.scopes, "publish") }));
  }
  const api = apiWith(token);
  // The API refuses a token that is wrong or expired, and slows its sender down.
  if (own === undefined || "expired" in own) await api.call("/admin/articles?limit=1");
  return use({ api, mayPublish: own !== undefined && "scopes" in own && hasScope(own.scopes, "publish") });
}

/** @throws SCOPE_MISSING */
function callerOf({ me, scopes }: TokenOwner, intent: Intent): Caller {
  const needed = scopesFor[intent];
  if (!scopes.some((scope) => needed.includes(scope))) {
    throw new CourantError(
      "SCOPE_MISSING",
      `The token has the scopes “${scopes.join(" ")}”, and this needs ${needed[0]}. Ask for that scope when you sign in.`,
    );
  }
  const onlyDrafts =
    intent === "media" || (intent === "create" && !scopes.includes("create") && !scopes.includes("post"));
  return { name: `micropub ${me}`, scopes: [intent === "read" ? "read" : onlyDrafts ? "write" : "publish"] };
}

/** Returns the token of a request (RFC 6750 sections 2.1 and 2.2). @throws REQUEST_INVALID, UNAUTHORIZED */
function tokenOf({ headers }: FastifyRequest, inBody: string | undefined): string {
  const [, inHeader] = /^bearer +(\S+) *$/i.exec(headers.authorization ?? "") ?? [];
  if (inHeader !== undefined && inBody !== undefined) {
    throw invalid("The token stands in the header and in the body. Send it in one of them.");
  }
  const token = inHeader ?? inBody;
  if (token !== undefined && token !== "") return token;
  throw new CourantError(
    "UNAUTHORIZED",
    "Send “Authorization: Bearer TOKEN”, or access_token in the form. “courant token add NAME --scope publish” makes a token.",
    { headers: { "www-authenticate": 'Bearer realm="Courant Micropub"' } },
  );
}

function withToken({ send }: Api, token: string): Api {
  const sendWith = <Value>(path: string, call: ApiCall = {}) => send<Value>(path, { ...call, token });
  return {
    send: sendWith,
    call: async <Value>(path: string, call?: ApiCall) => (await sendWith<Value>(path, call)).value,
  };
}
