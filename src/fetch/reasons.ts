import { CourantError, excerpt, messageOf } from "../errors.ts";

/** @param what the address, or the host in it */
export function refusal(what: string, why: string): CourantError {
  const advice =
    "Where it is meant all the same, name its host or its range under fetching.allow in the configuration.";
  return new CourantError("FETCH_REFUSED", `${what} is not asked: ${why}. ${advice}`);
}

/** What refused, however deep the error of a connection holds it. */
export function refusalIn(error: unknown): CourantError | undefined {
  if (error instanceof CourantError) return error;
  if (error instanceof AggregateError) return error.errors.map(refusalIn).find((refusal) => refusal !== undefined);
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined;
}

/** An address for messages: without its credentials. */
export function displayUrl(url: URL): string {
  const shown = new URL(url.href);
  Object.assign(shown, { username: "", password: "" });
  return excerpt(shown.href);
}

const untrusted = "nobody who is trusted signed its certificate";
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "the name of the host is not known",
  ECONNREFUSED: "nobody answers there",
  ECONNRESET: "the connection broke off",
  EPROTO: "it does not speak TLS as it should",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  UND_ERR_SOCKET: "the connection broke off",
  UND_ERR_CONNECT_TIMEOUT: "nobody answered in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer came in time",
  UND_ERR_BODY_TIMEOUT: "the answer stopped in the middle",
  UND_ERR_HEADERS_OVERFLOW: "its headers are too large",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "it is shorter or longer than it says",
};

/** Why there is no answer, in words for people. @param whole how long it might have taken, in milliseconds */
export function reasonOf(error: unknown, { whole }: { whole: number }): string {
  if (!(error instanceof Error)) return messageOf(error);
  if (error.name === "TimeoutError") return `it was not there within ${whole / 1000} seconds`;
  const code = "code" in error ? String(error.code) : "";
  if (/^(?:ERR_ZLIB|ERR__ERROR|ERR_BROTLI|ERR_ZSTD|Z_|ZSTD_)/.test(code)) return "its compression is damaged";
  if (error.name === "HTTPParserError") return "what is answered is not HTTP";
  if (/^ERR_SSL_/.test(code)) return "it does not speak TLS as it should";
  const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (known !== undefined) return known;
  const [inner] = error instanceof AggregateError ? error.errors : [];
  return inner ? reasonOf(inner, { whole }) : excerpt(error.message);
}
