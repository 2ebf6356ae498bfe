import type { FastifyInstance, FastifyRequest } from "fastify";
import { type Api, type ApiCall, createApi } from "../admin/api-client.ts";
import { hashToken, type RecogniseToken } from "../admin/authenticate.ts";
import type { Caller } from "../admin/caller.ts";
import { hasScope } from "../admin/scopes.ts";
import { CourantError } from "../errors.ts";
import type { LentTokens } from "./lent-tokens.ts";
import { invalid } from "./request.ts";

/** The intents of programs, as the scopes of IndieAuth name it (https://indieweb.org/scope). */
export type Intent = "create" | "update" | "delete" | "undelete" | "media" | "read";

/** The owner of a token, as a token endpoint names them, and the scopes of the token. */
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

/** Admits requests, and lends them the admin API. */
export type Admission = {
  /**
   * Refuses a request before its body is read, unless its token is valid or may stand in the body.
   * @throws UNAUTHORIZED, TOO_MANY_FAILURES
   */
  admit(request: FastifyRequest): Promise<void>;
  /**
   * Calls the admin API with the token of a request: one of Courant, or one that the configured token endpoint knows.
   * @param given.inBody the token in the body, if there is one
   * @throws REQUEST_INVALID for two tokens, UNAUTHORIZED, SCOPE_MISSING, and what `use` throws
   */
  withWriter<T>(
    request: FastifyRequest,
    given: { intent: Intent; inBody?: string | undefined },
    use: (writer: Writer) => Promise<T>,
  ): Promise<T>;
};

/** A valid token of Courant and its sender, or the owner of a token of the token endpoint. */
type Identity = { token: string; caller: Caller } | { owner: TokenOwner };

export function createAdmission(options: WriterOptions): Admission {
  const { inject, recogniseToken, lent, askTokenEndpoint, isOwner } = options;
  const admitted = new WeakMap<FastifyRequest, Identity>();
  const apiWith = (request: FastifyRequest, token: string) => withToken(createApi(inject, request, ""), token);

  async function identify(request: FastifyRequest, token: string): Promise<Identity> {
    const caller = await recogniseToken(hashToken(token));
    if (caller !== undefined && "scopes" in caller) return { token, caller };
    const owner = caller === undefined ? await askTokenEndpoint(token) : undefined;
    if (owner && isOwner(owner.me)) return { owner };
    // The API refuses a token that is wrong or expired, and slows its sender down.
    await apiWith(request, token).call("/admin/articles?limit=1");
    throw unauthorized();
  }

  return {
    async admit(request) {
      const token = headerToken(request);
      if (token !== undefined) admitted.set(request, await identify(request, token));
      else if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(typeOf(request)))
        throw unauthorized();
    },

    async withWriter(request, { intent, inBody }, use) {
      const early = admitted.get(request);
      if (early && inBody !== undefined) {
        throw invalid("The token stands in the header and in the body. Send it in one of them.");
      }
      if (!early && !inBody) throw unauthorized();
      const identity = early ?? (await identify(request, inBody ?? ""));
      if ("caller" in identity) {
        const { token, caller } = identity;
        return use({ api: apiWith(request, token), mayPublish: hasScope(caller.scopes, "publish") });
      }
      const caller = callerOf(identity.owner, intent);
      const mayPublish = hasScope(caller.scopes, "publish");
      return lent.lend(caller, (token) => use({ api: apiWith(request, token), mayPublish }));
    },
  };
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

/** Returns the token in the header of a request (RFC 6750 section 2.1). */
function headerToken({ headers }: FastifyRequest): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
}

const typeOf = ({ headers }: FastifyRequest) => headers["content-type"] ?? "";

function unauthorized(): CourantError {
  return new CourantError(
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
