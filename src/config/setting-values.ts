import { isIP } from "node:net";

/*
 * The values that settings of the service may have, wherever they stand: in the environment or in the configuration.
 */

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export function isHost(text: string): boolean {
  return (
    !text.includes("%") && (isIP(text) !== 0 || /^[\w.-]+$/.test(text)) && URL.canParse(`http://${bracketIPv6(text)}`)
  );
}

/** Returns the origin that documents name without BASE_URL. A host that means all interfaces is replaced: no reader can ask it. */
export function defaultBaseUrl(host: string, port: number): string {
  const { hostname } = URL.parse(`http://${bracketIPv6(host)}`) ?? { hostname: "localhost" };
  const asked = hostname === "0.0.0.0" || hostname === "[::]" ? "localhost" : hostname;
  return normalizeBaseUrl(`http://${asked}:${port}`);
}

/** Spells a public address as documents name it: without a trailing slash. */
export function normalizeBaseUrl(text: string): string {
  return new URL(text).href.replace(/\/$/, "");
}

function bracketIPv6(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** The size of `sun_path` (unix(7)) without its final zero: it is 108 on Linux, 104 on BSD and macOS. */
export const maxSocketPathBytes = process.platform === "linux" ? 107 : 103;

export function isSocketPath(text: string): boolean {
  return text.startsWith("/") && Buffer.byteLength(text) <= maxSocketPathBytes;
}

/** Tells whether a text is an origin, with or without a path. The path stands in headers and pages as it is. */
export function isPublicAddress(text: string): boolean {
  const [, path] = /^https?:\/\/[^/?#@\s\\]+((?:\/(?:[\w.~-]|%[\dA-F]{2})+)*)\/?$/i.exec(text) ?? [];
  return path !== undefined && URL.parse(text)?.pathname.replace(/\/$/, "") === path;
}

/** Tells whether a text is an origin, without a path. */
export function isOrigin(text: string): boolean {
  return /^https?:\/\/[^/]*\/?$/i.test(text) && isPublicAddress(text);
}

/** Tells whether a text is an origin with http: between the machines of a service, TLS is the matter of their connection. */
export function isHttpOrigin(text: string): boolean {
  return /^http:\/\/[^/]*\/?$/i.test(text) && isPublicAddress(text);
}

/** Tells whether a text can be an admin token. A header must carry it unchanged, so it is visible ASCII without spaces. */
export function isToken(text: string): boolean {
  return /^[!-~]+$/.test(text);
}

/** Tells whether a text is the address of a PostgreSQL database, with its name. */
export function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1;
}

/** Descriptions of the values, for messages about mistakes. */
export const expectations = {
  host: "an IP address or a host name, without a port",
  port: "a whole number from 0 to 65535",
  socket: `an absolute path of at most ${maxSocketPathBytes} bytes`,
  baseUrl: "an address such as https://feeds.example.org, without a query or user",
  dashboardUrl: "an address such as https://desk.example.org, without a path",
  publishingUrl: "the http origin of the service that publishes, such as http://10.0.0.2:8080",
  logLevel: `one of ${logLevels.join(", ")}`,
  databaseUrl: "an address such as postgres://USER:PASSWORD@HOST:5432/DATABASE (its value is not shown)",
  adminToken: "visible ASCII characters, without spaces (its value is not shown)",
} as const;
