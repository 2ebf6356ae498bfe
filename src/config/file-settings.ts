import { readFile } from "node:fs/promises";
import { CourantError, messageOf } from "../errors.ts";
import { baseUrlOf, type Environment } from "./environment.ts";
import type { ServiceSettings } from "./service-schema.ts";
import { expectations, isToken } from "./setting-values.ts";

/**
 * Adds the settings under `service` in the configuration file to those of the environment, which come first, and reads the
 * file of the admin token.
 * @throws CONFIG_INVALID when that file holds no token
 */
export async function completeEnvironment(environment: Environment, service: ServiceSettings): Promise<Environment> {
  const settings = addFileSettings(environment, service);
  const { adminToken, adminTokenFile } = settings;
  if (adminToken !== undefined) return { ...settings, adminTokenFile: undefined };
  if (adminTokenFile === undefined) return settings;
  return { ...settings, adminToken: await readTokenFile(adminTokenFile) };
}

/** Adds the settings of the configuration file that the environment does not have. Pure. */
export function addFileSettings(environment: Environment, service: ServiceSettings): Environment {
  const { origins } = environment;
  const given = Object.fromEntries(
    Object.entries(service).filter(([key]) => origins[key as keyof ServiceSettings] === undefined),
  ) as ServiceSettings;
  const fromFile = Object.fromEntries(Object.keys(given).map((key) => [key, "configuration" as const]));
  const settings = { ...environment, ...given, origins: { ...origins, ...fromFile } };
  if (given.dashboardUrl !== undefined) settings.dashboardUrl = new URL(given.dashboardUrl).origin;
  if (given.publishingUrl !== undefined) settings.publishingUrl = new URL(given.publishingUrl).origin;
  return { ...settings, ...baseUrlOf(settings, settings.origins.baseUrl && settings.baseUrl) };
}

/** Reads the token in a file that the settings name. @throws CONFIG_INVALID when the file cannot be read or holds none */
export async function readTokenFile(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch((cause) => {
    throw tokenFileInvalid(file, `cannot be read: ${messageOf(cause)}`, cause);
  });
  const token = text.trim();
  if (!isToken(token)) throw tokenFileInvalid(file, `holds no token: expected ${expectations.adminToken}`);
  return token;
}

function tokenFileInvalid(file: string, reason: string, cause?: unknown): CourantError {
  return new CourantError(
    "CONFIG_INVALID",
    `The file of the admin token, ${file}, ${reason}. Correct it, or name another in service.adminTokenFile or ADMIN_TOKEN_FILE.`,
    { cause },
  );
}
