import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { AdminToken } from "../../../admin/admin-token.ts";
import type { AuthOptions } from "../../../admin/auth.ts";
import { createRecognition, hashToken, type RecogniseToken } from "../../../admin/authenticate.ts";
import type { Caller } from "../../../admin/caller.ts";
import { scopes } from "../../../admin/scopes.ts";
import { createTokenLimit } from "../../../admin/token-limit.ts";
import { type Clock, repeat } from "../../../clock.ts";
import type { Environment } from "../../../config/environment.ts";
import type { TokenStore } from "../../../stores/tokens.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";

/** How often the last use of a token is written, and how often the file of the admin token is looked at for serving. */
const useIntervalMs = 60_000;
const adminTokenLookMs = 5_000;

export type CredentialsDeps = {
  adminToken: AdminToken;
  /** Undefined while the collection cannot be read: then only the admin token is valid. */
  tokens: TokenStore | undefined;
  clock: Clock;
  link: Link<ToPublishing, ToServing> | undefined;
};

export type PublishingCredentials = Pick<AuthOptions, "authenticate" | "countRequest" | "onUse"> & {
  recogniseToken: RecogniseToken;
  /** Tells serving which tokens are valid now, for the requests that it answers itself. */
  tell(): Promise<void>;
};

/** Requests a minute that are enough for an operator who uses the token of another node. */
const madeTokenLimit = 600;

/** Makes the admin token that this node made at its first start valid on all nodes. One that somebody configured is its own. */
export async function shareMadeToken(
  { value }: AdminToken,
  { adminToken, dataDir }: Pick<Environment, "adminToken" | "dataDir">,
  tokens: Pick<TokenStore, "find" | "add">,
): Promise<void> {
  const hash = hashToken(value);
  if (adminToken !== undefined || (await tokens.find(hash))) return;
  const name = `admin-token of ${hostname()} in ${dataDir}`.slice(0, 100);
  await tokens.add({ id: randomUUID(), name, scopes, limit: madeTokenLimit }, hash);
}

/** Recognises tokens in the publishing process. A token that was made or revoked counts from the next request on. */
export function createCredentials({ adminToken, tokens, clock, link }: CredentialsDeps): PublishingCredentials {
  let toldHash: string | undefined;
  const adminHash = async () => hashToken(await adminToken.read());

  async function tell(): Promise<void> {
    if (!link) return;
    toldHash = await adminHash();
    const known = (await tokens?.list()) ?? [];
    link.send({
      kind: "credentials",
      credentials: {
        adminHash: toldHash,
        tokens: known.map(({ id, name, scopes, limit, expires, hash }) => ({ id, name, scopes, limit, expires, hash })),
      },
    });
  }

  if (link) {
    repeat(clock, adminTokenLookMs, async () => {
      if (toldHash !== undefined && (await adminHash()) !== toldHash) await tell().catch(() => undefined);
    });
  }
  const recogniseToken = createRecognition({ adminHash, find: async (hash) => tokens?.find(hash), clock });
  return {
    authenticate: (text) => recogniseToken(hashToken(text)),
    recogniseToken,
    countRequest: createTokenLimit(clock),
    onUse: tokens && createUseNotes(tokens, clock),
    tell,
  };
}

/** Creates what notes the last use of tokens, each at most once a minute. */
function createUseNotes(tokens: Pick<TokenStore, "noteUse">, clock: Pick<Clock, "now">): (caller: Caller) => void {
  const notedAt = new Map<string, number>();
  return ({ token }) => {
    const now = clock.now();
    if (token === undefined || Math.abs(now - (notedAt.get(token) ?? Number.NEGATIVE_INFINITY)) < useIntervalMs) return;
    notedAt.set(token, now);
    // When the disk is full, the note is written with a later request.
    tokens.noteUse(token, now).catch(() => notedAt.delete(token));
  };
}
