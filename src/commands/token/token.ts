import { Errors } from "typebox/value";
import { parseExpiry } from "../../admin/token-expiry.ts";
import {
  checkTokenName,
  createToken,
  listTokens,
  revokeToken,
  type TokenDeps,
  TokenRequest,
  type TokenView,
} from "../../admin/tokens.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { commandLineActor } from "../../stores/audit.ts";
import type { Output } from "../process/output.ts";
import type { NewCollectionConsent } from "../workspace/new-collection.ts";
import { connectToService } from "../workspace/service-client.ts";
import { openWorkspace } from "../workspace/workspace.ts";

/** The tokens of a service, or of a collection that no service has open. */
type Tokens = {
  add(request: TokenRequest): Promise<TokenView & { token: string }>;
  list(): Promise<TokenView[]>;
  revoke(id: string): Promise<unknown>;
};

/**
 * `courant token add`: makes a token. The token alone goes to standard output, and the rest to standard error.
 * @param options.beginsCollection whether a new collection may begin without a question
 * @returns true
 * @throws USAGE_INVALID, COLLECTION_MISSING
 */
export async function addTokenCommand(
  config: Config,
  clock: Clock,
  request: TokenRequest,
  output: Output,
  { beginsCollection = false }: { beginsCollection?: boolean } = {},
): Promise<boolean> {
  checkRequest(request, clock);
  const created = await withTokens(config, clock, ({ add }) => add(request), {
    output,
    isGiven: beginsCollection,
  });
  if (output.json) output.result(created);
  else {
    output.line(created.token);
    output.error(`This is the token of ${describe(created)}. Keep it now: it is not shown again.`);
  }
  return true;
}

/** `courant token list`: lists the tokens without their texts. @returns true */
export async function listTokensCommand(config: Config, clock: Clock, output: Output): Promise<boolean> {
  const tokens = await withTokens(config, clock, ({ list }) => list());
  if (output.json) output.result({ tokens });
  else if (tokens.length === 0) output.line("There are no tokens but the admin token. “courant token add” makes one.");
  else for (const token of tokens) output.line(describe(token));
  return true;
}

/** `courant token revoke`: makes a token invalid. @returns true. @throws TOKEN_NOT_FOUND */
export async function revokeTokenCommand(config: Config, clock: Clock, id: string, output: Output): Promise<boolean> {
  await withTokens(config, clock, ({ revoke }) => revoke(id));
  if (output.json) output.result({ id, revoked: true });
  else output.line(`The token ${id} is revoked.`);
  return true;
}

async function withTokens<Result>(
  config: Config,
  clock: Clock,
  work: (tokens: Tokens) => Promise<Result>,
  newCollection?: NewCollectionConsent,
): Promise<Result> {
  const workspace = await openWorkspace(config, clock, "command", { newCollection });
  if (!workspace) return work((await connectToService(config.environment)).tokens);
  const deps: TokenDeps = { tokens: workspace.stores.tokens, audit: workspace.stores.audit, clock };
  try {
    return await work({
      add: (request) => createToken(deps, request, commandLineActor),
      list: () => listTokens(deps),
      revoke: (id) => revokeToken(deps, id, commandLineActor),
    });
  } finally {
    await workspace.close();
  }
}

/** @throws USAGE_INVALID */
function checkRequest(request: TokenRequest, clock: Pick<Clock, "now">): void {
  const [mistake] = Errors(TokenRequest, request);
  if (mistake) {
    const place = mistake.instancePath.slice(1).replaceAll("/", " ");
    throw usageError(`${place} ${mistake.message}.`);
  }
  try {
    checkTokenName(request.name);
    if (request.expires !== undefined) parseExpiry(request.expires, clock.now());
  } catch (error) {
    throw usageError(messageOf(error));
  }
}

function usageError(mistake: string): CourantError {
  return new CourantError("USAGE_INVALID", `${mistake} “courant token add --help” shows the usage.`);
}

function describe({ id, name, scopes, limit, expires, expired, used }: TokenView): string {
  const end = expires === undefined ? "never expires" : `${expired ? "expired" : "expires"} ${expires}`;
  return `${id}  ${name}: ${scopes.join(", ")}; ${limit} requests a minute; ${end}; ${used === undefined ? "not used yet" : `used ${used}`}`;
}
