import { isIP } from "node:net";
import { CourantError } from "../errors.ts";
import { describeValue } from "./messages.ts";

/** The settings from the environment, with their defaults. */
export type Environment = {
  configFile: string;
  host: string;
  port: number;
  /** The absolute path of a Unix socket to listen on, instead of host and port. */
  socket: string | undefined;
  /** The public origin for self links, without a trailing slash. */
  baseUrl: string;
  /** Whether `baseUrl` is made from host and port, or is a placeholder behind a socket, because BASE_URL is not set. */
  baseUrlIsDefault: boolean;
  dataDir: string;
  feedsDir: string;
  adminToken: string | undefined;
  logLevel: string;
};

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/**
 * Reads the settings from the environment. An empty value counts as unset.
 * With PORT 0 the system picks a port, so the default `baseUrl` ends in `:0` until the port is known.
 * @throws CONFIG_INVALID with each mistake on its own line; the message never shows the token
 */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
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
    ? read("BASE_URL", "", isOrigin, "an origin such as https://feeds.example.org, without a path, query or user")
    : socket === undefined
      ? defaultBaseUrl(host, port)
      : "http://localhost";
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
    baseUrl: new URL(baseUrl).origin,
    baseUrlIsDefault: !env.BASE_URL,
    dataDir: env.DATA_DIR || "data",
    feedsDir: env.FEEDS_DIR || "feeds",
    adminToken,
    logLevel,
  };
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
const maxSocketPathBytes = process.platform === "linux" ? 107 : 103;

function isSocketPath(text: string): boolean {
  return text.startsWith("/") && Buffer.byteLength(text) <= maxSocketPathBytes;
}

function isOrigin(text: string): boolean {
  const url = /^https?:\/\/[^/?#@\s\\]+\/?$/i.test(text) ? URL.parse(text) : null;
  return url !== null && url.pathname === "/";
}

/** Whether a text can be an admin token. A header must carry it unchanged, so it is visible ASCII without spaces. */
export function isToken(text: string): boolean {
  return /^[!-~]+$/.test(text);
}
