import { CourantError } from "../errors.ts";
import { describeValue } from "./describe-value.ts";
import { findMisspellings, type Misspelling } from "./misspelt.ts";
import {
  defaultBaseUrl,
  expectations,
  isDatabaseUrl,
  isHost,
  isHttpOrigin,
  isOrigin,
  isPort,
  isPublicAddress,
  isSocketPath,
  isToken,
  logLevels,
  normalizeBaseUrl,
} from "./setting-values.ts";

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/** The settings of the service, with their defaults. */
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
  /** The address of the PostgreSQL database of the collection, with its password; without it, a file in `dataDir`. */
  databaseUrl: string | undefined;
  adminToken: string | undefined;
  /** The file that `adminToken` is read from; ADMIN_TOKEN comes first. */
  adminTokenFile: string | undefined;
  /** The origin at which the dashboard is, if it has one of its own. */
  dashboardUrl: string | undefined;
  /** The origin of the service that publishes, for a service that only serves feeds and hands `/admin` on. */
  publishingUrl: string | undefined;
  logLevel: string;
  /** Where each setting comes from; a setting that is not here has its default. */
  origins: Readonly<Partial<Record<SettingKey, SettingOrigin>>>;
  misspellings: readonly Misspelling[];
};

export type SettingOrigin = "environment" | ".env" | "configuration";

/** The variables that are read, and the settings they are. */
export const settingVariables = {
  CONFIG_FILE: "configFile",
  HOST: "host",
  PORT: "port",
  SOCKET: "socket",
  BASE_URL: "baseUrl",
  DATA_DIR: "dataDir",
  FEEDS_DIR: "feedsDir",
  DATABASE_URL: "databaseUrl",
  DASHBOARD_URL: "dashboardUrl",
  PUBLISHING_URL: "publishingUrl",
  ADMIN_TOKEN: "adminToken",
  ADMIN_TOKEN_FILE: "adminTokenFile",
  LOG_LEVEL: "logLevel",
} as const satisfies Record<string, keyof Environment>;

export type SettingKey = (typeof settingVariables)[keyof typeof settingVariables];

/** The settings whose values are secret. */
export const secretSettings: readonly SettingKey[] = ["adminToken", "databaseUrl"];

/** The variables that are read, but for secrets. */
export const settingNames = Object.entries(settingVariables)
  .filter(([, key]) => !secretSettings.includes(key))
  .map(([name]) => name);

export const defaultDataDir = "data";

/**
 * Reads the settings from the environment. An empty value counts as unset.
 * With PORT 0 the system picks a port, so the default `baseUrl` ends in `:0` until the port is known.
 * @param envFile the variables of a file `.env`, which those of the environment replace
 * @throws CONFIG_INVALID with each mistake on its own line; the message never shows the token
 */
export function readEnvironment(env: EnvironmentVariables, envFile: EnvironmentVariables = {}): Environment {
  const variables = mergeVariables(env, envFile);
  const mistakes: string[] = [];
  function read<Key extends keyof typeof expectations>(name: string, key: Key, isValid: (text: string) => boolean) {
    const text = variables[name];
    if (!text || isValid(text)) return text || undefined;
    const found = (secretSettings as readonly string[]).includes(key) ? "" : `found ${describeValue(text)}, `;
    mistakes.push(`${name}: ${found}expected ${expectations[key]}`);
    return undefined;
  }

  const host = read("HOST", "host", isHost) ?? "127.0.0.1";
  const port = Number(read("PORT", "port", isPort) ?? 8080);
  const socket = read("SOCKET", "socket", isSocketPath);
  const logLevel = read("LOG_LEVEL", "logLevel", (text) => (logLevels as readonly string[]).includes(text)) ?? "info";
  const baseUrl = read("BASE_URL", "baseUrl", isPublicAddress);
  const publishingUrl = read("PUBLISHING_URL", "publishingUrl", isHttpOrigin);
  const dashboardUrl = read("DASHBOARD_URL", "dashboardUrl", isOrigin);
  const databaseUrl = read("DATABASE_URL", "databaseUrl", isDatabaseUrl);
  const adminToken = read("ADMIN_TOKEN", "adminToken", isToken);
  if (mistakes.length > 0) throw new CourantError("CONFIG_INVALID", mistakes.join("\n"));
  return {
    configFile: variables.CONFIG_FILE || "config/courant.yaml",
    host,
    port,
    socket,
    ...baseUrlOf({ host, port, socket }, baseUrl),
    dataDir: variables.DATA_DIR || defaultDataDir,
    feedsDir: variables.FEEDS_DIR || "feeds",
    databaseUrl,
    adminToken,
    adminTokenFile: variables.ADMIN_TOKEN_FILE || undefined,
    dashboardUrl: dashboardUrl && new URL(dashboardUrl).origin,
    publishingUrl: publishingUrl && new URL(publishingUrl).origin,
    logLevel,
    origins: findOrigins(env, envFile),
    misspellings: findMisspellings(variables, Object.keys(settingVariables)),
  };
}

/** Returns the variables of the environment, and those of a file `.env` where the environment has none. */
export function mergeVariables(env: EnvironmentVariables, envFile: EnvironmentVariables): EnvironmentVariables {
  const given = Object.entries(env).filter(([, value]) => value);
  return { ...envFile, ...Object.fromEntries(given) };
}

/** Returns the public address, which is made from where the service listens if none is given. */
export function baseUrlOf(
  { host, port, socket }: Pick<Environment, "host" | "port" | "socket">,
  given: string | undefined,
): Pick<Environment, "baseUrl" | "baseUrlIsDefault"> {
  if (given !== undefined) return { baseUrl: normalizeBaseUrl(given), baseUrlIsDefault: false };
  return { baseUrl: socket === undefined ? defaultBaseUrl(host, port) : "http://localhost", baseUrlIsDefault: true };
}

function findOrigins(env: EnvironmentVariables, envFile: EnvironmentVariables): Environment["origins"] {
  const origins = Object.entries(settingVariables).flatMap(([name, key]): [SettingKey, SettingOrigin][] => {
    if (env[name]) return [[key, "environment"]];
    return envFile[name] ? [[key, ".env"]] : [];
  });
  return Object.fromEntries(origins);
}
