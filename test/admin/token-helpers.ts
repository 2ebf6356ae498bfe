import type { Dispatcher } from "undici";
import type { CreatedToken, TokenRequest, TokenView } from "../../src/admin/tokens.ts";
import type { Problem } from "../../src/errors.ts";
import type { AuditEntry } from "../../src/stores/audit.ts";
import { type Answer, json, type TestService } from "../service.ts";

export type { CreatedToken };

/** Makes a token with the admin token. */
export async function addToken(service: TestService, request: Partial<TokenRequest> = {}): Promise<CreatedToken> {
  const answer = await service.admin("POST", "/tokens", { name: "test", scopes: ["read"], ...request });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.body}`);
  return json<CreatedToken>(answer);
}

/** Sends a request with a token. */
export function send(
  service: TestService,
  { token }: Pick<CreatedToken, "token">,
  path: string,
  { method = "GET", body, headers = {} }: { method?: Dispatcher.HttpMethod; body?: unknown; headers?: object } = {},
): Promise<Answer> {
  return service.admin(method, path, body, { authorization: `Bearer ${token}`, ...headers });
}

/** The status of an answer, and its code if it is a problem. */
export function outcomeOf(answer: Answer): [status: number, code: string | undefined] {
  const isProblem = String(answer.headers["content-type"]).startsWith("application/problem+json");
  return [answer.status, isProblem ? json<Problem>(answer).code : undefined];
}

export async function listTokens(service: TestService): Promise<TokenView[]> {
  return json<{ tokens: TokenView[] }>(await service.admin("GET", "/tokens")).tokens;
}

export async function listAudit(service: TestService, query = ""): Promise<AuditEntry[]> {
  return json<{ entries: AuditEntry[] }>(await service.admin("GET", `/audit${query}`)).entries;
}
