import { CourantError, excerpt, messageOf } from "../errors.ts";

/** @param target the refused address, or its host */
export function fetchRefusal(target: string, reason: string): CourantError {
  const advice = "To allow it, name its host or its range under fetching.allow in the configuration.";
  return new CourantError("FETCH_REFUSED", `Courant does not request ${target}: ${reason}. ${advice}`);
}

/** Finds a refusal in an error, however deep a connection's error hides it. */
export function findRefusal(error: unknown): CourantError | undefined {
  if (error instanceof CourantError) return error;
  if (error instanceof AggregateError) return error.errors.map(findRefusal).find((refusal) => refusal !== undefined);
  return error instanceof Error && error.cause !== undefined ? findRefusal(error.cause) : undefined;
}

/** Formats an address for messages, without its credentials. */
export function displayUrl(url: URL): string {
  const display = new URL(url.href);
  display.username = "";
  display.password = "";
  return excerpt(display.href);
}

const untrustedCertificate = "no trusted authority signed its certificate";
const reasonsByCode: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host name is unknown",
  ENODATA: "the host name has no address",
  ETIMEOUT: "the DNS server of the host name does not answer",
  ESERVFAIL: "the DNS server of the host name fails",
  ECONNREFUSED: "no server answers there",
  ECONNRESET: "the connection broke off",
  EPROTO: "its TLS is faulty",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: untrustedCertificate,
  SELF_SIGNED_CERT_IN_CHAIN: untrustedCertificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrustedCertificate,
  UNABLE_TO_GET_ISSUER_CERT: untrustedCertificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrustedCertificate,
  CERT_SIGNATURE_FAILURE: untrustedCertificate,
  UND_ERR_SOCKET: "the connection broke off",
  UND_ERR_CONNECT_TIMEOUT: "no server answered in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer came in time",
  UND_ERR_BODY_TIMEOUT: "the answer stopped in the middle",
  UND_ERR_HEADERS_OVERFLOW: "its headers are too large",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "its length differs from its Content-Length",
};

/** Explains in words for people why no answer came. @param timeoutMs the limit of the whole request */
export function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return messageOf(error);
  if (error.name === "TimeoutError") return `it did not arrive within ${timeoutMs / 1000} seconds`;
  const code = "code" in error ? String(error.code) : "";
  if (/^(?:ERR_ZLIB|ERR__ERROR|ERR_BROTLI|ERR_ZSTD|Z_|ZSTD_)/.test(code)) return "its compression is damaged";
  if (error.name === "HTTPParserError") return "the answer is not HTTP";
  if (/^ERR_SSL_/.test(code)) return "its TLS is faulty";
  const reason = Object.hasOwn(reasonsByCode, code) ? reasonsByCode[code] : undefined;
  if (reason !== undefined) return reason;
  const [inner] = error instanceof AggregateError ? error.errors : [];
  return inner ? reasonOf(inner, timeoutMs) : excerpt(error.message);
}
