import { isMembers } from "../article/members.ts";
import { CourantError } from "../errors.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import type { TokenOwner } from "./writer.ts";

const maxAnswerBytes = 64 * 1024;

/**
 * Asks an IndieAuth token endpoint whose a token is (https://indieauth.spec.indieweb.org/20201126/#access-token-verification).
 * @returns undefined for a token that it does not know @throws FETCH_FAILED when it does not answer, FETCH_REFUSED
 */
export async function askTokenEndpoint(
  endpoint: string,
  token: string,
  { fetch }: Pick<Fetcher, "fetch">,
): Promise<TokenOwner | undefined> {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  const { status, body } = await fetch(endpoint, { headers, keepsRedirect: true, maxBytes: maxAnswerBytes });
  if (status >= 400 && status < 500) return undefined;
  if (status !== 200) throw new CourantError("FETCH_FAILED", `The token endpoint ${endpoint} answered ${status}.`);
  const answer = parse(body.toString());
  const { me, scope, active } = answer;
  if (typeof me !== "string" || active === false) return undefined;
  return { me, scopes: typeof scope === "string" ? scope.split(/\s+/).filter((each) => each !== "") : [] };
}

/** Older endpoints answer with a form. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : {};
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
