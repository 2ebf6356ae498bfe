import { isIP } from "node:net";
import { CourantError } from "../errors.ts";
import { describeValue } from "./describe-value.ts";

/** The settings from the environment, with their defaults. */
export type Environment = {
  configFile: string;
  host: string;
  port: number;
  /** The absolute path of a Unix socket to listen on, instead of host and port. */
  socket: string | undefined;
  /** The public address that documents name: an origin, and a path if a proxy takes that off. Without a trailing slash. */
  baseUrl: string;
  /** Whether `baseUrl` is made from host and port, or is a placeholder behind a socket, because BASE_URL is not set. */
  baseUrlIsDefault: boolean;
  dataDir: string;
  feedsDir: string;
  adminToken: string | undefined;
  /** The origin of the service that publishes, for a service that only serves feeds and hands `/admin` on. */
  publishingUrl: string | undefined;
  logLevel: string;
};

/** The variables that are read, but for the secret ADMIN_TOKEN. */
export const settingNames = [
  "CONFIG_FILE",
  "HOST",
  "PORT",
  "SOCKET",
  "BASE_URL",
  "DATA_DIR",
  "FEEDS_DIR",
  "PUBLISHING_URL",
  "LOG_LEVEL",
] as const;

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/**
 * Reads the settings from the environment. An empty value counts as unset.
 * With PORT 0 the system picks a port, so the default `baseUrl` ends in `:0` until the port is known.
 * @throws CONFIG_INVALID with each mistake on its own line; the message never shows the token
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const mistakes: string[] = [];
  const read = (name: string, defaultText: string, isValid: (text: string) => boolean, expected: string) => {
    const text = env[name] || defaultText;
    if (!isValid(text)) mistakes.push(`${name}: found ${describeValue(text)}, expected ${expected}`);
    return text;
  };

  const host = read("HOST", "127.0.0.1", isHost, "an IP address or a host name, without a port");
  const port = read("PORT", "8080", isPort, "a whole number from 0 to 65535");
  const socket = env.SOCKET
    ? read("SOCKET", "", isSocketPath, `an absolute path of at most ${maxSocketPathBytes} bytes`)
    : undefined;
  const logLevel = read("LOG_LEVEL", "info", (text) => logLevels.includes(text), `one of ${logLevels.join(", ")}`);
  const baseUrl = env.BASE_URL
    ? read("BASE_URL", "", isPublicAddress, "an address such as https://feeds.example.org, without a query or user")
    : socket === undefined
      ? defaultBaseUrl(host, port)
      : "http://localhost";
  const publishingUrl = env.PUBLISHING_URL
    ? new URL(
        read(
          "PUBLISHING_URL",
          "",
          isHttpOrigin,
          "the http origin of the service that publishes, such as http://10.0.0.2:8080",
        ),
      ).origin
    : undefined;
  const adminToken = env.ADMIN_TOKEN || undefined;
  if (adminToken !== undefined && !isToken(adminToken)) {
    mistakes.push("ADMIN_TOKEN: expected visible ASCII characters, without spaces (its value is not shown)");
  }

  if (mistakes.length > 0) throw new CourantError("CONFIG_INVALID", mistakes.join("\n"));
  return {
    configFile: env.CONFIG_FILE || "config/courant.yaml",
    host,
    port: Number(port),
    socket,
    baseUrl: new URL(baseUrl).href.replace(/\/$/, ""),
    baseUrlIsDefault: !env.BASE_URL,
    dataDir: readDataDir(env),
    feedsDir: env.FEEDS_DIR || "feeds",
    adminToken,
    publishingUrl,
    logLevel,
  };
}

/** Returns DATA_DIR, which any text can be. */
export function readDataDir(env: Readonly<Record<string, string | undefined>>): string {
  return env.DATA_DIR || "data";
}

/** The origin without BASE_URL. A host that means all interfaces is replaced, because no reader can ask it. */
function defaultBaseUrl(host: string, port: string): string {
  const { hostname } = URL.parse(`http://${bracketIPv6(host)}`) ?? { hostname: "localhost" };
  return `http://${hostname === "0.0.0.0" || hostname === "[::]" ? "localhost" : hostname}:${port}`;
}

function isHost(text: string): boolean {
  return (
    !text.includes("%") && (isIP(text) !== 0 || /^[\w.-]+$/.test(text)) && URL.canParse(`http://${bracketIPv6(text)}`)
  );
}

function bracketIPv6(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** The size of `sun_path` (unix(7)) without its final zero: it is 108 on Linux, 104 on BSD and macOS. */
export const maxSocketPathBytes = process.platform === "linux" ? 107 : 103;

function isSocketPath(text: string): boolean {
  return text.startsWith("/") && Buffer.byteLength(text) <= maxSocketPathBytes;
}

function isOrigin(text: string): boolean {
  return /^[^/]*\/\/[^/]*\/?$/.test(text) && isPublicAddress(text);
}

/** Tells whether a text is an origin, with or without a path. The path stands in headers and pages as it is. */
function isPublicAddress(text: string): boolean {
  const [, path] = /^https?:\/\/[^/?#@\s\\]+((?:\/(?:[\w.~-]|%[\dA-F]{2})+)*)\/?$/i.exec(text) ?? [];
  return path !== undefined && URL.parse(text)?.pathname.replace(/\/$/, "") === path;
}

/** Between the machines of a service, TLS is the matter of whatever connects them. */
function isHttpOrigin(text: string): boolean {
  return isOrigin(text) && text.toLowerCase().startsWith("http://");
}

/**
 * Tells whether a text can be an admin token. A header must carry it unchanged, so it is visible ASCII without spaces.
 */
export function isToken(text: string): boolean {
  return /^[!-~]+$/.test(text);
}
